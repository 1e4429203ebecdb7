"""Many forms at once: imported from files, however often it is interrupted, and simulated under another policy."""

import json
import signal
import subprocess
import time
import unittest

from link import Link
from office import BIN, ROOT, SEEDS, StayingOffice

FORMS = sorted((ROOT / "tests/data/forms").glob("*.json"))
SEVEN = sorted(SEEDS.glob("[1-7]-*.json"))
MANY = 3000


def form_of(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    return document.get("form", document)


class Bulk(unittest.TestCase):
    def setUp(self):
        self.office = StayingOffice()
        self.office.__enter__()
        self.addCleanup(self.office.__exit__)

    def write(self, name, forms):
        path = self.office.directory / name
        path.write_text("".join(json.dumps(form, ensure_ascii=False) + "\n" for form in forms), encoding="utf-8")
        return path

    def seeds(self):
        return [json.loads(path.read_text(encoding="utf-8")) for path in SEVEN]

    def rows(self, path):
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def test_seed_forms_with_wrong_lines_between_them(self):
        seeds = [json.dumps(form, ensure_ascii=False) for form in self.seeds()]
        broken = json.loads(seeds[0])
        broken["form"]["noSuchField"] = 1
        lines = [seeds[0], "not a form", seeds[1], "", seeds[2][:200], *seeds[3:], json.dumps(broken, ensure_ascii=False)]
        path = self.office.directory / "forms.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        results = self.office.directory / "results.jsonl"
        done = self.office.heng("eval", "import", path, "--results", results, lang="en")
        self.assertEqual(done.code, 6, done)
        self.assertIn("created 6, updated 0, unchanged 0, skipped 0, refused 3.", done.err)
        self.assertIn(f"{path}:2", done.out)
        rows = self.rows(results)
        self.assertEqual([row["line"] for row in rows], [1, 2, 3, 5, 6, 7, 8, 9, 10])
        self.assertEqual([row["line"] for row in rows if row["outcome"] == "failed"], [2, 5, 10])
        self.assertIn("noSuchField", rows[-1]["en"])
        # The lines are mended; what is there is left out.
        path.write_text("\n".join(seeds), encoding="utf-8")
        done = self.office.heng("eval", "import", path, "--on-conflict", "skip", lang="en")
        self.assertEqual(done.code, 0, done)
        self.assertIn("created 1, updated 0, unchanged 0, skipped 6, refused 0.", done.err)
        self.assertIn("Grades: ", done.err)
        # The whole file again, as it is: the same batch, the same answers.
        again = self.office.heng("eval", "import", path, "--on-conflict", "skip", "-o", "json", lang="en")
        self.assertEqual(again.code, 0, again)
        done = self.office.heng("eval", "import", path, "--on-conflict", "update", lang="en")
        self.assertIn("unchanged 7", done.err)

    def test_an_array_and_standard_input(self):
        path = self.office.directory / "forms.json"
        path.write_text(json.dumps(self.seeds(), ensure_ascii=False, indent=1), encoding="utf-8")
        done = self.office.heng("eval", "import", path, "--dry-run", lang="en")
        self.assertEqual(done.code, 0, done)
        self.assertIn("created 7", done.err)
        self.assertEqual(self.office.heng("eval", "list", "-o", "json").json_lines(), [])
        done = self.office.heng("eval", "import", "-", stdin=path.read_bytes(), lang="en")
        self.assertIn("created 7", done.err)

    def many(self):
        """As many forms as MANY, each of a project and year of its own."""
        projects = self.office.directory / "projects.csv"
        projects.write_text("编号,项目名称,单位\n" + "".join(
            f"many-{i},项目{i},sx-datong-121005\n" for i in range(MANY // 100)), encoding="utf-8")
        done = self.office.heng("project", "import", projects)
        self.assertEqual(done.code, 0, done)
        forms = []
        for i in range(MANY):
            form = form_of(SEVEN[i % len(SEVEN)])
            form.update(subject=f"projects/many-{i // 100}", org="orgs/sx-datong-121005", fiscalYear=2000 + i % 100)
            forms.append(form)
        return self.write("many.jsonl", forms)

    def test_killed_in_the_middle_and_sent_again(self):
        path = self.many()
        results = self.office.directory / "results.jsonl"
        command = [BIN / "heng", "eval", "import", path, "--results", results, "--timeout", "60s"]
        client = subprocess.Popen(command, env=self.office.environment("en"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        while not results.exists() or len(results.read_bytes().splitlines()) < 500:
            self.assertLess(time.monotonic(), end, "nothing is imported")
            time.sleep(0.02)
        self.office.kill()
        self.office.serve()
        out, err = client.communicate(timeout=300)
        self.assertEqual(client.returncode, 0, (out, err))
        self.assertIn(f"created {MANY}, updated 0, unchanged 0, skipped 0, refused 0.", err.decode())
        self.check_each_once(results)

    def test_client_killed_and_resumed(self):
        path = self.many()
        results = self.office.directory / "results.jsonl"
        command = [BIN / "heng", "eval", "import", path, "--results", results]
        for _ in range(3):
            client = subprocess.Popen(command + (["--resume"] if results.exists() else []), env=self.office.environment("en"),
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            before = len(results.read_bytes().splitlines()) if results.exists() else 0
            end = time.monotonic() + 60
            while client.poll() is None and (not results.exists() or len(results.read_bytes().splitlines()) <= before):
                self.assertLess(time.monotonic(), end, "nothing is imported")
                time.sleep(0.01)
            client.send_signal(signal.SIGKILL)
            client.wait()
        done = self.office.heng("eval", "import", path, "--results", results, "--resume", lang="en")
        self.assertEqual(done.code, 0, done)
        self.check_each_once(results)

    def test_interrupted_and_resumed(self):
        path = self.many()
        results = self.office.directory / "results.jsonl"
        command = [BIN / "heng", "eval", "import", path, path, "--results", results]
        with Link(self.office.address, stop_after=100_000) as link, subprocess.Popen(
                command, env=self.office.environment("en", link.address), stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE) as client:
            self.assertTrue(link.stopped.wait(60))
            client.send_signal(signal.SIGINT)
            err = client.communicate(timeout=60)[1].decode()
        self.assertEqual(client.returncode, 130, err)
        done = len(self.rows(results))
        self.assertGreater(done, 0)
        self.assertIn(f"Interrupted: {path} has results up to line {done}; not tried: 1 more file(s).", err)
        self.assertIn("same command again with --resume", err)
        again = self.office.heng("eval", "import", path, "--results", results, "--resume", lang="en")
        self.assertEqual(again.code, 0, again)
        self.assertIn(f"done before {done}", again.err)
        self.check_each_once(results)

    def check_each_once(self, results):
        """Every line has one result, every form one event."""
        rows = self.rows(results)
        self.assertEqual(sorted(row["line"] for row in rows), list(range(1, MANY + 1)))
        self.assertEqual({row["outcome"] for row in rows}, {"created"})
        self.assertEqual(len({row["name"] for row in rows}), MANY)
        self.assertEqual(self.office.heng("eval", "count", "-o", "json").json()["count"], str(MANY))
        created = [event for event in self.office.heng("events", "list", "-o", "json").json_lines()
                   if event["action"] == "evaluation.create"]
        self.assertEqual(len(created), MANY)

    def test_simulated_here_and_there_it_is_the_same(self):
        files = [self.office.directory / path.name for path in SEVEN]
        forms = self.seeds()
        for path, form in zip(files, forms):
            path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
        done = self.office.heng("eval", "import", self.write("seven.jsonl", forms))
        self.assertEqual(done.code, 0, done)
        for lang in ("zh", "en"):
            here = self.office.heng("policy", "simulate", "--policy", "mof-2020", "--against", "shanxi-2022", *files, lang=lang)
            there = self.office.heng("policy", "simulate", "--remote", "--policy", "mof-2020", "--changes", lang=lang)
            self.assertEqual((here.code, there.code), (0, 0), (here, there))
            self.assertEqual(here.out.splitlines()[-1], there.out.splitlines()[-1])
            self.assertEqual(here.out.split("\n\n")[1], there.out.split("\n\n")[-2], (here, there))
        here = self.office.heng("policy", "simulate", "--policy", "mof-2020", "--against", "shanxi-2022", "-o", "json", *files)
        there = self.office.heng("policy", "simulate", "--remote", "--policy", "mof-2020", "--changes", "-o", "json")
        mine, theirs = here.json_lines(), there.json_lines()
        for key, value in mine[-1]["summary"].items():
            self.assertEqual(theirs[-1]["summary"][key], value, key)
        changed = [(float(line["old"]["total"]), line["old"]["grade"], float(line["new"]["total"]), line["new"]["grade"])
                   for line in mine[:-1] if line["old"]["total"] != line["new"]["total"]]
        self.assertEqual([(float(line["oldTotal"]), line["oldGrade"], float(line["newTotal"]), line["newGrade"])
                          for line in theirs[:-1]], changed)
        own = self.office.directory / "own.textproto"
        own.write_text((ROOT / "scoring/policies/mof-2020.textproto").read_text(encoding="utf-8"), encoding="utf-8")
        theirs = self.office.heng("policy", "simulate", "--remote", "--policy", own, "-o", "json").json_lines()
        self.assertEqual(theirs[-1]["summary"]["moves"], mine[-1]["summary"]["moves"])

    def test_simulate_takes_files_or_a_server(self):
        self.assertEqual(self.office.heng("policy", "simulate", "--policy", "mof-2020").code, 2)
        self.assertEqual(self.office.heng("policy", "simulate", "--remote", "--policy", "mof-2020", FORMS[0]).code, 2)
        self.assertEqual(self.office.heng("policy", "simulate", "--policy", "mof-2020", FORMS[0], "--year", "2022").code, 2)


if __name__ == "__main__":
    unittest.main()
