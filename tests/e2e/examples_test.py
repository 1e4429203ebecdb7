"""deploy/examples: the same round trip with curl, in Python and in JavaScript, each against a hengd of its own."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from office import BIN, ROOT, Office

EXAMPLES = ROOT / "deploy/examples"
# What each of them has to print, to the letter.
OUTPUT = """\
1 budgets: 1 CREATED, 2 CREATED
2 sent again: 1 CREATED (answered before), 2 CREATED (answered before)
3 refused: INVALID_ARGUMENT INVALID_FIELDS form.funds.total.executed
4 submitted: evaluations/example-archive-2022 SUBMITTED, total 99.00, EXCELLENT
5 corrected: 1 UPDATED, evaluations/example-archive-2022 is stale: 99.00 EXCELLENT would be 97.50 EXCELLENT
6 result: projects/example-archive SUBMITTED 99.00 EXCELLENT, unspent 20000.00, stale
6 rows: 1
7 event: budget.import
7 event: budget.import
7 event: evaluation.submit
7 event: budget.import
7 event: evaluation.stale
"""


class Examples(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heng-examples-"))
        self.addCleanup(shutil.rmtree, self.folder)
        # What they make stays out of the source folder.
        shutil.copytree(EXAMPLES, self.folder / "examples", ignore=shutil.ignore_patterns("node_modules", "gen"))
        self.office = Office()
        self.addCleanup(self.office.__exit__)
        self.office.start()
        self.token_file = self.folder / "budget-system.token"
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        self.run_here("set-up.sh", "sx-209", self.token_file, environment=dict(self.office.environment(), PATH=path))
        http = re.search(r"http on ([0-9.:]+)", self.office.log()).group(1)
        self.environment = dict(os.environ, HENG_SERVER=self.office.address, HENG_URL=f"http://{http}",
                                HENG_TOKEN_FILE=str(self.token_file), HENG_PROTO=str(ROOT / "proto"))

    def run_here(self, program, *arguments, environment=None):
        """Its output. The arguments hold no token, and what it says doesn't either."""
        command = [self.folder / "examples" / program, *map(str, arguments)]
        done = subprocess.run(command, env=environment or self.environment, capture_output=True, timeout=300, check=False)
        text = done.stdout.decode("utf-8") + done.stderr.decode("utf-8")
        self.assertEqual(done.returncode, 0, text + self.office.log()[-3000:])
        if self.token_file.exists():
            self.assertNotIn(self.token_file.read_text(encoding="ascii").strip(), text)
        return done

    def check(self, done):
        self.assertEqual(done.stdout.decode("utf-8"), OUTPUT, done.stderr.decode("utf-8"))
        self.assertIn("18万", done.stderr.decode("utf-8"), "what is wrong, for the person")

    def test_curl(self):
        self.check(self.run_here("curl/round_trip.sh"))

    def test_python(self):
        self.run_here("python/generate.sh")
        self.check(self.run_here("python/round_trip.py"))

    def test_javascript(self):
        folder = self.folder / "examples/javascript"
        subprocess.run(["npm", "ci", "--prefer-offline"], cwd=folder, check=True, capture_output=True, timeout=300)
        self.run_here("javascript/generate.sh")
        self.check(self.run_here("javascript/round_trip.js"))


class Lists(unittest.TestCase):
    def test_the_lock_names_no_host(self):
        """Whoever installs takes the packages from where their npm takes them; what they must be is in the lock."""
        lock = (EXAMPLES / "javascript/package-lock.json").read_text(encoding="utf-8")
        self.assertNotRegex(lock, r"https?://|resolved")
        self.assertEqual(lock.count('"integrity"'), lock.count('"node_modules/'))


if __name__ == "__main__":
    unittest.main()
