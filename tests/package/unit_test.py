"""The systemd unit, without starting anything: how exposed systemd calls it, and that its times fit hengd's."""

import re
import shutil
import subprocess
import unittest

import packages

# systemd's own score, 0 (none) to 10 (all); the remark in deploy/README.md has the figure of today.
MOST_EXPOSURE = 1.5


class Unit(unittest.TestCase):
    def setUp(self):
        self.service = packages.unit(packages.UNIT.read_text(encoding="utf-8"))["Service"]

    def test_exposure(self):
        if shutil.which("systemd-analyze") is None:
            self.skipTest("systemd-analyze is not on this machine (package systemd)")
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", packages.UNIT], check=False,
                              capture_output=True, text=True)
        verdict = re.search(r"exposure level for hengd\.service: ([0-9.]+)", done.stdout)
        self.assertIsNotNone(verdict, done.stdout + done.stderr)
        self.assertLessEqual(float(verdict[1]), MOST_EXPOSURE, done.stdout)
        self.assertIn(f": {verdict[1]} ", (packages.ROOT / "deploy/README.md").read_text(encoding="utf-8"))

    def test_every_line_is_known_to_systemd(self):
        if shutil.which("systemd-analyze") is None:
            self.skipTest("systemd-analyze is not on this machine (package systemd)")
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", packages.UNIT], check=False, capture_output=True,
                              text=True)
        # It looks for the program of the package too, which is not installed here.
        said = [line for line in done.stderr.splitlines() if "hengd.service" in line and "is not executable" not in line]
        self.assertEqual(said, [])

    def test_systemd_waits_longer_than_hengd_drains(self):
        said = subprocess.run([packages.BUILD / "bin/hengd", "--help"], check=True, capture_output=True, text=True).stdout
        drain = int(re.search(r"--drain-seconds.*?=(\d+)", said, re.DOTALL)[1])
        self.assertGreaterEqual(packages.seconds(self.service["TimeoutStopSec"][0]), 2 * drain)


if __name__ == "__main__":
    unittest.main()
