"""The runbooks upgrade and certificates: their commands, as they are written, on a Debian 12 that runs systemd."""

import re
import shutil
import sqlite3
import time
import unittest

import first_steps
import packages
from booted_root import Booted
from debian_root import Root, Unavailable

RUNBOOKS = packages.ROOT / "deploy/runbooks"
NEXT = "99.0.0"
SCHEMA_1 = packages.ROOT / "tests/data/stores/v1.sql"


def sections(name):
    """[(heading, commands)] of a runbook."""
    return [(heading, "".join(blocks)) for heading, blocks in first_steps.sections(RUNBOOKS / name)]


class Languages(unittest.TestCase):
    def test_both_languages_give_the_same_commands(self):
        for name in ("upgrade", "certificates"):
            english, chinese = sections(f"{name}.md"), sections(f"{name}.zh-CN.md")
            self.assertEqual([commands for _, commands in english], [commands for _, commands in chinese], name)
            self.assertGreater(len(english), 4)


class Runbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.now, cls.next = packages.build(), packages.build(NEXT)

    def setUp(self):
        try:
            self.root = self.enterContext(Root(packages.CACHE))
            self.root.apt_install("systemd-sysv", "curl", "openssl",
                                  *(self.root.copy_in(file) for file in self.now.values()))
            self.machine = Booted(self.root)
        except Unavailable as reason:
            self.skipTest(str(reason))
        self.addCleanup(self.machine.stop)

    def bash(self, commands):
        return first_steps.bash(self.machine.run, commands)

    def put_packages(self):
        """The new ones in /root, the old ones in /root/old, as the runbook has them."""
        home = self.root.path / "root"
        (home / "old").mkdir()
        for file in self.now.values():
            (home / file.name).rename(home / "old" / file.name)
        for file in self.next.values():
            shutil.copy(file, home)

    def make_store_of_schema_1(self):
        self.machine.run("systemctl", "stop", "hengd")
        store = self.root.path / "var/lib/heng/heng.db"
        for file in store.parent.glob("heng.db*"):
            file.unlink()
        db = sqlite3.connect(store)
        db.executescript(SCHEMA_1.read_text(encoding="utf-8"))
        db.close()
        self.machine.run("chown", "heng:heng", "/var/lib/heng/heng.db")

    def test_upgrade(self):
        before, install, see, migrate, back = (commands for _, commands in sections("upgrade.md"))
        self.put_packages()
        self.assertIn("head", self.bash(before))
        self.bash(install)
        self.assertIn("active", self.bash(see))

        self.make_store_of_schema_1()
        said = self.bash(f"apt-get install --reinstall --yes ./{self.next[packages.SERVER].name}")
        self.assertIn("hengd does not serve", said)
        self.assertIn("hengd migrate", said)
        self.bash(migrate)
        self.assertIn("active", self.bash(see))

        self.bash(back)
        self.assertIn("active", self.bash(see))
        version = self.machine.run("dpkg-query", "-W", "-f", "${Version}", packages.SERVER).stdout
        self.assertEqual(version, packages.field(self.now[packages.SERVER], "Version"))

    def test_certificates(self):
        names, authority, request, sign, place, see, renew, client = (each for _, each in sections("certificates.md"))
        self.bash("\n".join((names, authority, request, sign, place)))
        shown = self.bash(f"{names}\n{see}")
        self.assertIn("Verification: OK", shown)
        self.assertIn("ALPN protocol: h2", shown)

        serial = ("openssl s_client -connect 127.0.0.1:7443 -CAfile ca.pem -alpn h2 < /dev/null 2> /dev/null | openssl x509 "
                  "-noout -serial")
        old, process = self.bash(serial), self.bash("systemctl show --property MainPID hengd")
        self.bash(f"{names}\n{renew}")
        end = time.monotonic() + 60
        while self.bash(serial) == old:
            self.assertLess(time.monotonic(), end, self.bash("journalctl --unit hengd"))
            time.sleep(0.1)
        self.assertIn("Verification: OK", self.bash(f"{names}\n{see}"))
        self.assertEqual(self.bash("systemctl show --property MainPID hengd"), process)

        self.bash(client)
        with_certificate = self.bash("openssl s_client -connect 127.0.0.1:7443 -CAfile ca.pem -alpn h2 -cert client.pem -key "
                                     "client.key < /dev/null 2>&1")
        self.assertTrue(re.search(r"Acceptable client certificate CA names\n.*Heng authority", with_certificate),
                        with_certificate)


if __name__ == "__main__":
    unittest.main()
