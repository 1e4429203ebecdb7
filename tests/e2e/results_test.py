"""What became of the evaluations, exported by the real programs: JSON lines, CSV and spreadsheet say the same; a hengd
killed in the middle leaves no trace in what arrives."""

import csv
import io
import json
import subprocess
import unittest

import openpyxl

from link import Link
from office import BIN, StayingOffice, seed_files

YEARS = range(2001, 2101)  # with the seven seed forms: 700, which is more than a part
UNIT = "sx-datong-121005"


class ResultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = StayingOffice()
        cls.office.start()
        cls.addClassCleanup(cls.office.__exit__)
        folder = cls.office.directory / "forms"
        folder.mkdir()
        paths = []
        for year in YEARS:
            for path in seed_files():
                form = json.loads(path.read_text(encoding="utf-8"))["form"]
                form["fiscalYear"] = year
                paths.append(folder / f"{year}-{path.name}")
                paths[-1].write_text(json.dumps({"form": form}, ensure_ascii=False), encoding="utf-8")
        done = cls.office.heng("submit", *paths)
        assert done.code == 0, done
        cls.count = len(paths)

    def path(self, name):
        path = self.office.directory / name
        self.addCleanup(path.unlink, missing_ok=True)
        return path

    def export(self, *arguments, lang="zh"):
        done = self.office.heng("results", "export", *arguments, lang=lang)
        self.assertEqual(done.code, 0, done)
        return done

    def test_json_lines(self):
        done = self.export()
        rows = done.json_lines()
        self.assertEqual(len(rows), self.count)
        self.assertEqual(len({row["evaluation"] for row in rows}), self.count)
        first = rows[0]
        self.assertEqual((first["fiscalYear"], first["org"], first["total"], first["grade"], first["state"]),
                         (2001, f"orgs/{UNIT}", "100.00", "EXCELLENT", "SUBMITTED"))
        self.assertEqual((first["annualBudget"], first["executed"], first["unspent"], first["executionRate"]),
                         ("88100.00", "88100.00", "0.00", "100.00"))
        self.assertIn(f"{self.count} 行", done.err)
        self.assertNotIn("phone", done.out)

    def test_file_appears_whole_and_says_where_the_log_was(self):
        path = self.path("results.jsonl")
        said = self.export("--out", path, "-o", "json").json()
        head = self.office.heng("events", "head").out.split(":")[0]
        self.assertEqual((said["rows"], str(said["start_sequence"]), str(said["end_sequence"])), (self.count, head, head))
        self.assertEqual(path.read_text(encoding="utf-8"), self.export("--format", "jsonl").out)
        self.assertEqual(sorted(p.name for p in self.office.directory.glob("results.jsonl*")), ["results.jsonl"])
        self.assertNotEqual(self.office.heng("results", "export", "--out", path).code, 0)  # nothing is overwritten
        self.export("--out", path, "--force", "--year", 2050)
        self.assertEqual(len(path.read_text(encoding="utf-8").splitlines()), 7)

    def test_csv(self):
        path = self.path("结果.csv")
        self.export("--out", path)
        data = path.read_bytes()
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        self.assertEqual(len(table), self.count)
        lines = self.export().json_lines()
        for row, line in zip(table, lines):
            self.assertEqual((row["自评表"], row["得分"], row["全年预算数（元）"], row["结余（元）"], row["单位名称"]),
                             (line["evaluation"], line["total"], line["annualBudget"], line["unspent"], line["orgTitle"]))
        self.assertEqual({row["状态"] for row in table}, {"已提交"})
        self.assertEqual({row["等级"] for row in table}, {"优", "良"})
        english = csv.DictReader(io.StringIO(self.export("--format", "csv", "--year", 2020, lang="en").out))
        self.assertEqual({row["state"] for row in english}, {"submitted"})

    def test_spreadsheet(self):
        path = self.path("结果.xlsx")
        self.export("--out", path)
        sheet = openpyxl.load_workbook(path).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), self.count + 1)
        titles = rows[0]
        table = list(csv.reader(io.StringIO(self.export("--format", "csv").out.lstrip("\ufeff"), newline="")))
        self.assertEqual(list(titles), table[0])
        self.assertEqual(rows[1][titles.index("全年预算数（元）")], 88100)
        for of_sheet, of_csv in zip(rows[1:], table[1:]):
            for value, text in zip(of_sheet, of_csv):
                if isinstance(value, (int, float)):
                    self.assertAlmostEqual(value, float(text), places=2)
                else:
                    self.assertEqual(value or "", text)

    def test_spreadsheet_in_libreoffice(self):
        path = self.path("opened.xlsx")
        self.export("--out", path, "--year", 2030)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{self.office.directory}/lo", "--headless", "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", self.office.directory, path], check=True,
                       capture_output=True, timeout=180)
        rows = list(csv.reader(io.StringIO(self.path("opened.csv").read_text(encoding="utf-8"))))
        self.assertEqual(len(rows), 8)
        self.assertIn("88,100.00", rows[1])

    def test_refusals(self):
        self.assertEqual(self.office.heng("results", "export", "--format", "xlsx").code, 2)
        self.assertEqual(self.office.heng("results", "export", "--resume").code, 2)
        done = self.office.heng("results", "export", "--org", "no-such-org")
        self.assertEqual((done.code, done.out), (0, ""))

    def heng(self, link, *arguments):
        return subprocess.Popen([BIN / "heng", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.office.environment(server=link.address))

    def test_killed_server_in_the_middle(self):
        for format_ in ("jsonl", "csv"):
            command = ("results", "export", "--format", format_)
            with Link(self.office.address) as link, self.heng(link, *command) as process:
                undisturbed, err = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 0, err)
            with Link(self.office.address, stop_after=link.passed * 9 // 10) as link, self.heng(link, *command) as process:
                self.assertTrue(link.stopped.wait(120), "the first part, of 500, and more have arrived")
                self.office.kill()
                self.office.serve()
                out, err = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 0, err)
            self.assertEqual(out.decode("utf-8"), undisturbed.decode("utf-8"))
            self.assertIn("从断开处继续", err.decode("utf-8"))


if __name__ == "__main__":
    unittest.main()
