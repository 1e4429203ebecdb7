"""deploy/quickstart.sh --once, as README says it, in a store of its own."""

import os
import re
import subprocess
import tempfile
import unittest

from office import ROOT, SEVEN


class Quickstart(unittest.TestCase):
    def test_prints_the_seven_forms_graded(self):
        with tempfile.TemporaryDirectory() as data:
            environment = dict(os.environ, HENG_DATA=data, HENG_LISTEN="127.0.0.1:0", HENG_LANG="zh")
            for attempt in ("new store", "same store again"):
                done = subprocess.run([ROOT / "deploy/quickstart.sh", "--once"], env=environment, capture_output=True,
                                      timeout=1400, check=False, stdin=subprocess.DEVNULL)
                text = done.stdout.decode("utf-8")
                self.assertEqual(done.returncode, 0, done.stderr.decode("utf-8")[-3000:])
                rows = [line for line in text.splitlines() if re.search(r"\d+\.\d\d", line)]
                self.assertEqual(len(rows), 7, f"{attempt}: {text}")
                for row, (_, total, grade, execution) in zip(rows, SEVEN):
                    for word in (total, grade, execution):
                        self.assertIn(word, row.split(), f"{attempt}: {text}")
                self.assertIn("heng eval show", done.stderr.decode("utf-8"), "how to go on")


if __name__ == "__main__":
    unittest.main()
