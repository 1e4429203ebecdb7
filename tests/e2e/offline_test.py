"""What heng does without a server: score, check, policies, completion."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from office import BIN, SEEDS, SEVEN, Office, Result, seed_files

# Nothing listens here: a command that asks a server after all fails.
NOWHERE = "127.0.0.1:1"

COMPLETE = """
source <("$1" completion bash)
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_heng
printf '%s\\n' "${COMPREPLY[@]}"
"""


def heng(*arguments, stdin=None, lang="zh"):
    environment = dict(os.environ, HENG_SERVER=NOWHERE, HENG_LANG=lang)
    done = subprocess.run([BIN / "heng", *map(str, arguments)], input=stdin, env=environment, check=False,
                          stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True, timeout=120)
    return Result(done)


def completed(*words, cwd=None):
    """What bash offers for the last of `words`."""
    program = str(BIN / "heng")
    done = subprocess.run(["bash", "--norc", "-c", COMPLETE, "bash", program, program, *words], cwd=cwd, check=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    return done.stdout.decode().split()


class Offline(unittest.TestCase):
    def test_scores_are_those_of_the_server(self):
        with Office() as office:
            for flags in (["--explain"], ["-o", "json"]):
                served = office.heng("score", *flags, *seed_files())
                here = heng("score", "--offline", "--policy", "shanxi-2022", *flags, *seed_files())
                self.assertEqual((here.code, here.out, here.err), (served.code, served.out, served.err))
            wrong = SEEDS.parent / "bad/negative-weight.json"
            served = office.heng("score", wrong).err
            here = heng("score", "--offline", wrong).err
            self.assertEqual(here.splitlines()[:2], served.splitlines()[:2])

    def test_the_default_policy_is_the_servers(self):
        form = SEEDS / "3-shebao-wangluo.json"
        office = Office()
        office.flags = []  # none given: what hengd takes by itself
        with office:
            self.assertEqual(heng("score", "--offline", form).out, office.heng("score", form).out)

    def test_check_of_the_seven(self):
        done = heng("check", "--policy", "shanxi-2022", "--fail-on", "error", *seed_files())
        self.assertEqual(done.code, 0, done)
        lost = heng("check", "--fail-on", "error", SEEDS / "as-extracted/6-shebao-dalou.json", lang="en")
        self.assertEqual(lost.code, 5, lost)
        self.assertIn("weights-not-100", lost.out)

    def test_thousands_of_files_in_order(self):
        with tempfile.TemporaryDirectory() as folder:
            files = [pathlib.Path(folder, f"{i}.json") for i in range(3000)]
            for i, file in enumerate(files):
                shutil.copy(seed_files()[i % 7], file)
            done = heng("score", "--offline", "--policy", "shanxi-2022", "-o", "json", *files)
            self.assertEqual(done.code, 0, done.err[-500:])
            self.assertEqual([json.loads(line)["file"] for line in done.out.splitlines()], [str(f) for f in files])
            totals = [f'{float(json.loads(line)["score"]["total"]):.2f}' for line in done.out.splitlines()]
            self.assertEqual(totals, [SEVEN[i % 7][1] for i in range(3000)])
            self.assertIn(f"2000/3000 {files[1999]}\n", done.err)

    def test_policies(self):
        self.assertIn("mof-2020", heng("policy", "list").out)
        shown = heng("policy", "show", "shanxi-2022", "-o", "json").json()
        self.assertEqual(shown["name"], "policies/shanxi-2022")
        simulated = heng("policy", "simulate", "--policy", "mof-2020", "--against", "shanxi-2022", *seed_files())
        self.assertEqual(simulated.code, 0, simulated)
        self.assertIn("等级改变 1（优→良 1）", simulated.out)
        source = pathlib.Path(__file__).resolve().parents[2] / "scoring/policies/shanxi-2022.textproto"
        self.assertEqual(heng("policy", "test", source).code, 0)

    def test_findings_are_explained(self):
        self.assertIn("何时出现", heng("explain-finding", "weights-not-100").out)
        self.assertIn("When it shows up", heng("explain-finding", "weights-not-100", lang="en").out)

    def test_english_explanations_name_the_grade_in_english(self):
        done = heng("score", "--offline", "--explain", "--policy", "shanxi-2022", seed_files()[1], lang="en")
        self.assertIn('"Good"', done.out)
        self.assertNotIn('"良"', done.out)


class Completion(unittest.TestCase):
    def test_commands_flags_policies_findings(self):
        self.assertEqual(completed("s"), ["score", "submit", "sample", "summary"])
        self.assertEqual(completed("policy", "s"), ["show", "simulate"])
        self.assertIn("--policy-file", completed("check", "--p"))
        self.assertEqual(completed("score", "--policy", "sh"), ["shanxi-2022"])
        self.assertEqual(completed("score", "--policy", "=", "sh"), ["shanxi-2022"])
        self.assertIn("mof-2020", completed("score", "--policy", "="))
        self.assertEqual(completed("explain-finding", "weights-not"), ["weights-not-100"])

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a.json", "a b.json", "c.json"):
                pathlib.Path(folder, name).touch()
            self.assertEqual(sorted(completed("score", "--explain", "c", cwd=folder)), ["c.json"])
            self.assertEqual(sorted(completed("check", "a", cwd=folder)), ["a", "a.json", "b.json"])


if __name__ == "__main__":
    unittest.main()
