"""Budgets as a budget system sends them: files in both languages, batches that break anywhere and are sent again."""

import codecs
import json
import os
import random
import signal
import subprocess
import time
import unittest

from link import Link
from office import BIN, SEEDS, Office, StayingOffice

LONG = bool(os.environ.get("HENG_LONG_TESTS"))
ROWS = 100_000 if LONG else 5_000
ORG = "sx-datong-121005"
YEARS = range(2001, 2021)
SOURCES = ["total", "central", "provincial", "local", "self-raised", "other", "carried-over"]
NAMES = ["", "CENTRAL", "PROVINCIAL", "LOCAL", "SELF_RAISED", "OTHER_FUNDS", "CARRIED_OVER"]


class Batch:
    """Rows of a long file: project, year and source are the key, each once."""

    def __init__(self, office, rows, seed):
        chance = random.Random(seed)
        self.path = office.directory / "budgets.csv"
        self.expected = {}  # (project, year) -> {source: (annual, executed)}
        per_project = len(YEARS) * len(SOURCES)
        self.projects = [f"p-{i:05}" for i in range(-(-rows // per_project))]
        keys = [(p, y, s) for p in self.projects for y in YEARS for s in range(len(SOURCES))][:rows]
        chance.shuffle(keys)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("project,org,year,source,annual_budget,executed,as_of\n")
            for project, year, source in keys:
                annual, executed = (f"{chance.randrange(10**11)}.{chance.randrange(100):02}" for _ in range(2))
                file.write(f"{project},{ORG},{year},{SOURCES[source]},{annual},{executed},{year}-12-31\n")
                self.expected.setdefault((f"projects/{project}", year), {})[source] = (annual, executed)
        self.rows = rows

    def set_up(self, office):
        path = office.directory / "projects.csv"
        path.write_text("id,title,org\n" + "".join(f"{p},{p},{ORG}\n" for p in self.projects), encoding="utf-8")
        done = office.heng("project", "import", path)
        assert done.code == 0, done

    def send(self, office):
        out = open(office.directory / f"out-{time.monotonic_ns()}", "w+b")
        process = subprocess.Popen([BIN / "heng", "budget", "import", self.path, "-o", "json"], stdout=out,
                                   stderr=subprocess.PIPE, env=office.environment("en"), stdin=subprocess.DEVNULL)
        return process, out

    @staticmethod
    def finish(process, out):
        err = process.communicate(timeout=900)[1].decode()
        out.seek(0)
        lines = [json.loads(line) for line in out.read().splitlines()]
        out.close()
        return process.returncode, lines, err

    def check(self, test, office):
        """Exactly what the file says, each row written exactly once."""
        done = subprocess.run([BIN / "heng", "budget", "list", "-o", "json"], env=office.environment(), check=True,
                              stdout=subprocess.PIPE, timeout=300)
        budgets = [json.loads(line) for line in done.stdout.splitlines()]
        test.assertEqual({(b["subject"], b["fiscalYear"]) for b in budgets}, set(self.expected))
        for budget in budgets:
            wanted = self.expected[budget["subject"], budget["fiscalYear"]]
            lines = {NAMES.index(line["source"]): line for line in budget.get("lines", [])}
            if 0 in wanted:
                lines[0] = budget["total"]
            test.assertEqual({s: (line["annualBudget"], line["executed"]) for s, line in lines.items()}, wanted)
            test.assertEqual(int(budget["etag"]), len(wanted), budget)

    def check_results(self, test, lines):
        """One result per row, in their order."""
        test.assertEqual([line["line"] for line in lines], list(range(2, self.rows + 2)))
        test.assertFalse([line for line in lines if line["outcome"] not in ("CREATED", "UPDATED")][:3])


class Batches(unittest.TestCase):
    def setUp(self):
        self.seed = int(os.environ.get("HENG_SEED", time.time_ns() % 10**9))
        self.chance = random.Random(self.seed)

    def run(self, result=None):
        with StayingOffice() as self.office:
            return super().run(result)

    def begin(self):
        batch = Batch(self.office, ROWS, self.seed)
        batch.set_up(self.office)
        return batch

    def wait_for_results(self, out, count, process):
        while process.poll() is None:
            if os.stat(out.name).st_size and sum(1 for _ in open(out.name, "rb")) >= count:
                return
            time.sleep(0.01)

    def test_a_batch_killed_anywhere_and_sent_again(self):
        print(f"seed {self.seed}, {ROWS} rows")
        batch = self.begin()
        began = time.monotonic()
        process, out = batch.send(self.office)
        # The server dies and comes back: the client goes on by itself.
        for share in sorted(self.chance.random() for _ in range(2)):
            self.wait_for_results(out, int(share * ROWS), process)
            self.office.kill()
            self.office.serve()
        # The client dies, too, somewhere in what is left.
        self.wait_for_results(out, int(ROWS * self.chance.uniform(0.5, 1)), process)
        process.kill()
        process.communicate()
        out.close()
        code, lines, err = batch.finish(*batch.send(self.office))
        print(f"killed twice with the client, sent again: {time.monotonic() - began:.1f} s")
        self.assertEqual(code, 0, err)
        batch.check_results(self, lines)
        self.assertGreater(sum("repeatedRow" in line for line in lines), 0)
        batch.check(self, self.office)
        # Once more: everything was there.
        began = time.monotonic()
        code, lines, err = batch.finish(*batch.send(self.office))
        print(f"sent again whole: {ROWS / (time.monotonic() - began):.0f} rows/s")
        self.assertEqual(code, 0, err)
        batch.check_results(self, lines)
        self.assertTrue(all(line.get("repeatedRow") for line in lines))
        batch.check(self, self.office)

    def test_the_server_dies_and_the_client_goes_on(self):
        batch = self.begin()
        process, out = batch.send(self.office)
        for share in sorted(self.chance.random() for _ in range(3)):
            self.wait_for_results(out, int(share * ROWS), process)
            self.office.kill()
            self.office.serve()
        code, lines, err = batch.finish(process, out)
        self.assertEqual(code, 0, err)
        batch.check_results(self, lines)
        batch.check(self, self.office)

    def test_interrupted_it_says_how_to_go_on(self):
        batch = self.begin()
        with Link(self.office.address, stop_after=50_000) as link, subprocess.Popen(
                [BIN / "heng", "budget", "import", batch.path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                env=self.office.environment("en", link.address)) as process:
            self.assertTrue(link.stopped.wait(60))
            process.send_signal(signal.SIGINT)
            err = process.communicate(timeout=60)[1].decode()
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("Next: run the same command again; each row counts once.", err)
        code, lines, err = batch.finish(*batch.send(self.office))
        self.assertEqual(code, 0, err)
        batch.check_results(self, lines)
        self.assertTrue(lines[0]["repeatedRow"])
        batch.check(self, self.office)

    def test_two_senders_of_the_same_batch_at_once(self):
        batch = self.begin()
        began = time.monotonic()
        both = [batch.send(self.office) for _ in range(2)]
        results = [batch.finish(*one) for one in both]
        print(f"two senders: {ROWS / (time.monotonic() - began):.0f} rows/s")
        for code, lines, err in results:
            self.assertEqual(code, 0, err)
            batch.check_results(self, lines)
        # Of each row one of them was the first.
        for one, other in zip(results[0][1], results[1][1]):
            self.assertNotEqual(bool(one.get("repeatedRow")), bool(other.get("repeatedRow")), one)
        batch.check(self, self.office)


class Files(unittest.TestCase):
    HEADING = "项目,单位,年度,资金来源,目标申报数,预算编制数,变动后预算数,全年执行数,截止日期"

    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.addClassCleanup(cls.office.__exit__)
        cls.office.start()

    def write(self, name, text, encoding="utf-8"):
        path = self.office.directory / name
        path.write_bytes(text.encode(encoding))
        return path

    def test_a_form_becomes_stale_with_its_new_score(self):
        path = SEEDS / "2-zhucun-bangfu.json"
        form = json.loads(path.read_text(encoding="utf-8"))
        form = form.get("form", form)
        submitted = self.office.heng("submit", path, "-o", "json")
        self.assertEqual(submitted.code, 0, submitted)
        subject, org, year = form["subject"], form["org"], form["fiscalYear"]
        total = form["funds"]["total"]
        row = f"{subject},{org},{year},合计,,,{total['annualBudget']},{total['annualBudget']},2022/12/31"
        table = f"{self.HEADING}\r\n{row}\r\n"
        rehearsed = self.office.heng("budget", "import", self.write("a.csv", table), "--dry-run")
        self.assertEqual(rehearsed.code, 0, rehearsed)
        self.assertIn("只做了检查，没有写入任何内容。", rehearsed.err)
        imported = self.office.heng("budget", "import", self.write("b.csv", table, "gb18030"))
        self.assertEqual(imported.code, 0, imported)
        for done in (rehearsed, imported):
            self.assertRegex(done.out, r"按旧预算评分，要作者确认 \(88\.77 良 -> \d+\.\d+ [优良]\)")
        again = self.office.heng("budget", "import", self.write("c.csv", table, "gb18030"))
        self.assertIn("其中以前已经导入的 1。", again.err)
        # An earlier day changes nothing, and says so.
        early = self.write("d.csv", table.replace("2022/12/31", "2022/6/30"), "utf-8-sig")
        self.assertEqual(early.read_bytes()[:3], codecs.BOM_UTF8)
        late = self.office.heng("budget", "import", early)
        self.assertIn("已有更新", late.out)
        self.assertIn("2022-12-31", late.out)

    def test_a_row_of_no_project_is_refused(self):
        table = ("project,org,year,source,annual_budget,executed,as_of\n"
                 "none,sx-datong-121005,2022,total,1,1,2022-12-31\n")
        done = self.office.heng("budget", "import", self.write("none.csv", table), lang="en")
        self.assertEqual(done.code, 1, done)
        self.assertIn("refused 1", done.err)

    def test_a_wrong_file_is_refused_whole(self):
        for name, text, why in (("x.csv", "项目,单位,年度,价格\n", "不认识列"), ("y.csv", "", "空的"),
                                ("z.jsonl", '{"subject": "a"', "没有结束")):
            done = self.office.heng("budget", "import", self.write(name, text))
            self.assertEqual(done.code, 1, done)
            self.assertIn(why, done.err)


if __name__ == "__main__":
    unittest.main()
