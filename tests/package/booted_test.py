"""The packages on a Debian 12 that runs systemd: the unit as it is, with all it forbids."""

import os
import sqlite3
import time
import unittest

import first_steps
import packages
from booted_root import Booted
from debian_root import Root, Unavailable

NEXT = "99.0.0"


@unittest.skipUnless(os.environ.get("HENG_LONG_TESTS"), "minutes of booting machines: with tests/run.sh --long")
class BootedPackage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.now, cls.next = packages.build(), packages.build(NEXT)

    def setUp(self):
        try:
            self.root = self.enterContext(Root(packages.CACHE))
            self.root.apt_install("systemd-sysv", *(self.root.copy_in(file) for file in self.now.values()))
            self.form = self.root.copy_in(packages.SEED)
            self.next_file = self.root.copy_in(self.next[packages.SERVER])
            self.machine = Booted(self.root)
        except Unavailable as reason:
            self.skipTest(str(reason))
        self.addCleanup(self.machine.stop)

    def show(self, name):
        return self.machine.run("systemctl", "show", "--property", name, "--value", "hengd").stdout.strip()

    def wait_for_another_process(self, old):
        end = time.monotonic() + 60
        while self.show("MainPID") in (old, "0") or self.show("ActiveState") != "active":
            self.assertLess(time.monotonic(), end, self.machine.run("journalctl", "-u", "hengd").stdout)
            time.sleep(0.1)

    def file_a_form(self):
        first_steps.bash(self.machine.run, "".join(first_steps.commands()))
        self.machine.run("heng", "submit", self.form, HENG_TOKEN_FILE=first_steps.TOKEN)
        self.assert_filed()

    def assert_filed(self):
        listed = self.machine.run("heng", "eval", "list", HENG_TOKEN_FILE=first_steps.TOKEN)
        self.assertIn(packages.SEED_TOTAL, listed.stdout)

    def assert_confined(self):
        status = self.machine.run("cat", f"/proc/{self.show('MainPID')}/status").stdout
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        uid = self.machine.run("id", "--user", "heng").stdout.strip()
        self.assertEqual(fields["Uid"].split(), [uid] * 4)
        self.assertEqual((fields["NoNewPrivs"], fields["Seccomp"]), ("1", "2"))
        for capabilities in ("CapEff", "CapPrm", "CapBnd", "CapAmb"):
            self.assertEqual(int(fields[capabilities], 16), 0, capabilities)

    def test_life_of_the_service(self):
        self.assertEqual(self.show("ActiveState"), "active")  # installed before the machine started: enabled
        self.file_a_form()
        self.assert_confined()

        killed = self.show("MainPID")
        self.machine.run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", "hengd")
        self.wait_for_another_process(killed)
        self.assert_filed()

        old = self.show("MainPID")
        self.machine.run("dpkg", "-i", self.next_file)  # returns when the new one serves
        self.assertEqual(self.show("ActiveState"), "active")
        self.assertNotEqual(self.show("MainPID"), old)
        self.assert_filed()

        self.machine.run("dpkg", "--remove", packages.SERVER)
        self.assertEqual((self.show("ActiveState"), self.show("MainPID")), ("inactive", "0"))
        said = self.machine.run("dpkg", "--purge", packages.SERVER).stdout
        self.assertIn("/var/lib/heng is kept", said)
        self.machine.run("dpkg", "-i", self.next_file)
        self.assert_filed()

    def test_store_that_is_refused_is_said_at_the_upgrade_and_left_alone(self):
        self.file_a_form()
        self.machine.run("systemctl", "stop", "hengd")
        self.set_schema(99)
        said = self.machine.run("dpkg", "-i", self.next_file).stdout
        self.assertIn("hengd does not serve", said)
        self.assertIn("/var/lib/heng/heng.db", said)
        self.assertEqual(self.machine.run("dpkg-query", "-W", "-f", "${db:Status-Status}", packages.SERVER).stdout,
                         "installed")
        self.machine.run("systemctl", "stop", "hengd")
        self.set_schema(self.before)
        self.machine.run("systemctl", "start", "hengd")
        self.assert_filed()

    def set_schema(self, version):
        db = sqlite3.connect(self.root.path / "var/lib/heng/heng.db")
        self.before = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute(f"PRAGMA user_version={version}")
        db.close()

    def test_wrong_setting_is_not_tried_again(self):
        folder = self.root.path / "etc/systemd/system/hengd.service.d"
        folder.mkdir(parents=True)
        (folder / "wrong.conf").write_text("[Service]\nExecStart=\nExecStart=/usr/bin/hengd --listen nowhere\n",
                                           encoding="utf-8")
        self.machine.run("systemctl", "daemon-reload")
        self.assertNotEqual(self.machine.run("systemctl", "restart", "hengd", check=False).returncode, 0)
        self.assertEqual(self.show("ActiveState"), "failed")
        self.assertIn("nowhere", self.machine.run("journalctl", "-u", "hengd", "-o", "cat").stdout)


if __name__ == "__main__":
    unittest.main()
