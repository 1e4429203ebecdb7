"""The systemd unit, without starting anything: how exposed systemd calls it, and that its times fit hengd's."""

import json
import re
import shutil
import subprocess
import tempfile
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

    def settings(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            done = subprocess.run([packages.BUILD / "bin/hengd", "config", "--json", "--config", file.name], check=False,
                                  capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {setting["key"]: setting["value"] for setting in json.loads(done.stdout)}

    def test_the_settings_file_shows_every_setting_and_its_default(self):
        text = (packages.ROOT / "deploy/hengd.toml").read_text(encoding="utf-8")
        every = re.sub(r"(?m)^#(\w+ = )", r"\1", text)
        shown = re.findall(r"(?m)^(?:\w+ = |\[\w+\]$)", every)
        self.assertEqual(self.settings(every), self.settings(text))
        self.assertEqual(sum(line.endswith("= ") for line in shown), len(self.settings("")))

    def test_systemd_waits_longer_than_hengd_drains(self):
        self.assertGreaterEqual(packages.seconds(self.service["TimeoutStopSec"][0]), 2 * self.settings("")["drain_seconds"])


if __name__ == "__main__":
    unittest.main()
