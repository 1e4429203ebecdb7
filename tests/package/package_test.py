"""The packages on a bare Debian 12: installed, used, upgraded, removed, purged. Without systemd running: hengd is started
as its unit says, as its user."""

import os
import re
import shlex
import signal
import socket
import subprocess
import unittest

import first_steps
import packages
from debian_root import Root, Unavailable

# What lintian says and we leave as it is; anything else of a warning or worse fails.
LEFT = "bogus-mail-host,bogus-mail-host-in-debian-changelog"  # the address of whoever builds them: HENG_PACKAGE_MAINTAINER
NEXT = "99.0.0"


class Service:
    """hengd in the root, as the unit has it: command, user, umask, folder; and the socket it tells that it is ready."""

    def __init__(self, root):
        self.root = root
        self.unit = packages.unit((root.path / "usr/lib/systemd/system/hengd.service").read_text(encoding="utf-8"))["Service"]
        notify = root.path / "run/notify"
        notify.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # By way of the folder's descriptor: the whole path is longer than a socket's name may be.
        folder = os.open(notify.parent, os.O_PATH)
        self.socket.bind(f"/proc/self/fd/{folder}/notify")
        os.close(folder)
        notify.chmod(0o777)
        self.socket.settimeout(60)
        service = self.unit
        command = ["setpriv", f"--reuid={service['User'][0]}", f"--regid={service['Group'][0]}", "--init-groups",
                   "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "sh", "-c",
                   'umask "$1" && cd "$2" && shift 2 && exec "$@"', "sh", service["UMask"][0],
                   service["WorkingDirectory"][0], *shlex.split(service["ExecStart"][0])]
        self.log = open(root.path / "root/hengd.log", "ab")
        self.process = subprocess.Popen(root.command(*command), stdout=subprocess.PIPE, stderr=self.log,
                                        env={"NOTIFY_SOCKET": "/run/notify", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self.address = self.process.stdout.readline().decode().strip()
        assert self.address, (root.path / "root/hengd.log").read_text(encoding="utf-8")
        assert self.socket.recv(100) == b"READY=1"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        said = self.socket.recv(100)
        code = self.process.wait(timeout=packages.seconds(self.unit["TimeoutStopSec"][0]))
        self.close()
        return said, code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.socket.close()


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.now, cls.next = packages.build(), packages.build(NEXT)

    def root(self):
        try:
            return self.enterContext(Root(packages.CACHE))
        except Unavailable as reason:
            self.skipTest(str(reason))

    def serve(self, root):
        service = Service(root)
        self.addCleanup(service.close)
        return service

    def initialise(self, root):
        on_server, _ = first_steps.commands()
        first_steps.bash(root.run, re.sub(r"(?m)^systemctl .*", "", on_server))  # nothing serves yet

    def file_a_form(self, root, address):
        _, through = first_steps.commands()
        first_steps.bash(root.run, through, HENG_SERVER=address)
        form = root.copy_in(packages.SEED)
        root.run("heng", "submit", form, HENG_SERVER=address, HENG_TOKEN_FILE=first_steps.TOKEN)
        self.assert_filed(root, address)

    def assert_filed(self, root, address):
        listed = root.run("heng", "eval", "list", HENG_SERVER=address, HENG_TOKEN_FILE=first_steps.TOKEN)
        self.assertIn(packages.SEED_TOTAL, listed.stdout)

    def install(self, root, built):
        return root.apt_install(*(root.copy_in(built[name]) for name in (packages.SERVER, packages.CLIENT)))

    def choose_free_ports(self, root):
        """As an administrator would; an upgrade must keep them."""
        file = root.path / "etc/heng/hengd.toml"
        text = file.read_text(encoding="utf-8")
        for line in ('#address = "127.0.0.1:7443"', '#listen = "127.0.0.1:7444"'):
            self.assertIn(line, text)
            text = text.replace(line, re.sub(r":\d+", ":0", line.removeprefix("#")))
        file.write_text(text, encoding="utf-8")

    def stat(self, root, path):
        return root.run("stat", "--format", "%U:%G %a", path).stdout.strip()

    def test_lintian(self):
        command = ["lintian", "--allow-root", "--fail-on", "warning", "--suppress-tags", LEFT, *self.now.values()]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_no_path_of_the_build_is_left_in_the_programs(self):
        for package in self.now.values():
            fields = subprocess.run(["sh", "-c", 'dpkg-deb --fsys-tarfile "$0" | tar --extract --to-stdout --wildcards '
                                     '"./usr/bin/*"', package], check=True, capture_output=True).stdout
            self.assertNotIn(bytes(packages.ROOT), fields)
            self.assertNotIn(b".debug_info", fields)  # stripped

    def test_life_of_the_packages(self):
        root = self.root()
        self.install(root, self.now)
        self.assertEqual(self.stat(root, "/var/lib/heng"), "heng:heng 750")
        self.assertEqual(self.stat(root, "/etc/heng/hengd.toml"), "root:heng 640")
        self.assertEqual(self.stat(root, "/etc/heng/tls"), "root:heng 750")
        self.assertEqual(root.run("systemctl", "is-enabled", "hengd").stdout.strip(), "enabled")
        self.choose_free_ports(root)

        self.initialise(root)
        service = self.serve(root)
        self.file_a_form(root, service.address)
        self.assertEqual(self.stat(root, "/var/lib/heng/heng.db"), "heng:heng 600")
        self.assertEqual(service.stop(), (b"STOPPING=1", 0))

        self.install(root, self.next)
        self.assertEqual(root.run("dpkg-query", "-W", "-f", "${Version}", packages.SERVER).stdout, NEXT)
        self.assertEqual(self.stat(root, "/etc/heng/hengd.toml"), "root:heng 640")
        service = self.serve(root)
        self.assert_filed(root, service.address)
        service.stop()

        root.run("apt-get", "remove", "--yes", packages.SERVER)
        self.assertFalse((root.path / "usr/bin/hengd").exists())
        self.assertTrue((root.path / "etc/heng/hengd.toml").exists())
        self.assertTrue((root.path / "var/lib/heng/heng.db").exists())
        said = root.run("apt-get", "purge", "--yes", packages.SERVER).stdout
        self.assertFalse((root.path / "etc/heng").exists(), said)
        self.assertTrue((root.path / "var/lib/heng/heng.db").exists())
        self.assertIn("/var/lib/heng is kept", said)

        self.install(root, self.next)
        self.choose_free_ports(root)
        self.assert_filed(root, self.serve(root).address)


if __name__ == "__main__":
    unittest.main()
