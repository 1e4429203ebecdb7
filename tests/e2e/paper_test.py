"""Forms on paper: a template is filled in with another program, imported, submitted, exported and read back."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import openpyxl

from link import Link
from office import BIN, Office, seed_files

OLD_EXCEL = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 600


def sheet_of(book):
    return next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")


def find(sheet, label):
    """Row and column of the first cell that says so, whatever stands around it."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and label in cell.value.replace("\n", ""):
                return cell
    raise AssertionError(f"no cell with {label}")


def right_of(sheet, label):
    """The first cell to the right of a label, behind what is merged with it."""
    cell = find(sheet, label)
    column = cell.column
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            column = merged.max_col
    return sheet.cell(cell.row, column + 1)


def fill(path, values, rows):
    """Fills in an empty form as a clerk would: `values` by label, `rows` of the indicator table from the first on."""
    book = openpyxl.load_workbook(path)
    sheet = sheet_of(book)
    for label, value in values.items():
        right_of(sheet, label).value = value
    head = {name: find(sheet, name).column for name in
            ("一级指标", "二级指标", "三级指标", "年初指标值", "实际完成值", "分值")}
    first = find(sheet, "三级指标").row + 1
    claimed = next(c for c in sheet[first - 1] if c.value == "得分").column
    for k, (level1, level2, name, target, actual, weight, claim) in enumerate(rows):
        for column, value in ((head["一级指标"], level1), (head["二级指标"], level2), (head["三级指标"], name),
                              (head["年初指标值"], target), (head["实际完成值"], actual), (head["分值"], weight),
                              (claimed, claim)):
            sheet.cell(first + k, column).value = value
    book.save(path)
    return first, head


ROWS = [
    ("产出指标", "数量指标", "驻村人数", "≥3人", "3人", 25, 25),
    ("产出指标", "质量指标", "补助准确率", "100%", "100%", 25, 25),
    ("效益指标", "社会效益指标", "村民受益户数", "≥50户", "52户", 30, 30),
    ("满意度指标", "服务对象满意度", "村民满意度", "≥95%", "96%", 10, 10),
]


class Paper(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="heng-paper-"))
        cls.office = Office().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.office.__exit__()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def ok(self, *arguments):
        done = self.office.heng(*arguments)
        self.assertEqual(done.code, 0, done)
        return done

    def result(self, *arguments, code=0):
        done = self.office.heng("import", *arguments, "-o", "json")
        self.assertEqual(done.code, code, done)
        return done.json_lines()

    def test_a_form_from_the_template_to_the_pdf(self):
        layouts = [layout["id"] for layout in self.ok("layout", "list", "-o", "json").json_lines()]
        self.assertIn("zp-shanxi-2022", layouts)
        path = self.folder / "驻村.xlsx"
        self.ok("layout", "template", "zp-shanxi-2022", "--out", path)
        again = self.office.heng("layout", "template", "zp-shanxi-2022", "--out", path)
        self.assertEqual(again.code, 1, again)
        self.assertIn("不会覆盖", again.err)
        first, head = fill(path, {"项目名称": "J驻村帮扶工作人员经费", "预算单位": "121005-大同市社会保险中心"}, ROWS)
        book = openpyxl.load_workbook(path)
        sheet = sheet_of(book)
        total = find(sheet, "资金总额").row
        for label, value in (("全年预算数", 21), ("全年执行数", 18.9)):
            sheet.cell(total, find(sheet, label).column).value = value
        book.save(path)

        # Without a server; then what it would become; then kept.
        self.assertEqual(self.office.heng("check", "--policy", "shanxi-2022", path).code, 1)  # which year?
        checked = self.ok("check", "--policy", "shanxi-2022", "--year", "2022", path)
        self.assertIn("(", checked.out + checked.err)
        unnamed = self.office.heng("import", path)
        self.assertEqual(unnamed.code, 1, unnamed)
        self.assertIn("--year", unnamed.err)
        dry = self.ok("import", path, "--year", "2022", "--dry-run")
        self.assertIn("projects/dt-zhucun-bangfu", dry.out)
        self.assertEqual(self.ok("eval", "list", "--year", "2022", "-o", "json").out, "")
        [made] = self.result(path, "--year", "2022")
        self.assertEqual(made["outcome"], "created", made)
        self.assertEqual(made["problems"], [])
        kept = self.ok("eval", "show", made["name"], "-o", "json").json()
        self.assertEqual([row["name"] for row in kept["form"]["indicators"]], [row[2] for row in ROWS])
        self.assertEqual(kept["form"]["funds"]["total"]["annualBudget"], "210000.00")
        self.assertEqual(kept["form"]["funds"]["total"]["executed"], "189000.00")
        self.assertEqual(self.result(path, "--year", "2022")[0]["outcome"], "unchanged")

        # One cell is changed.
        book = openpyxl.load_workbook(path)
        cell = sheet_of(book).cell(first, head["实际完成值"])
        cell.value = "4人"
        book.save(path)
        [changed] = self.result(path, "--year", "2022", "--dry-run")
        self.assertEqual([(d["cell"], d["stored"], d["sheet"]) for d in changed["differences"]],
                         [(cell.coordinate, "3人", "4人")])
        self.assertEqual(self.result(path, "--year", "2022")[0]["outcome"], "updated")

        # Submitted it is not changed any more by an import.
        self.ok("submit", path, "--year", "2022")
        self.assertEqual(self.ok("eval", "show", made["name"], "-o", "json").json()["state"], "SUBMITTED")
        book = openpyxl.load_workbook(path)
        sheet_of(book).cell(first, head["实际完成值"]).value = "5人"
        book.save(path)
        [late] = self.result(path, "--year", "2022", code=4)
        self.assertEqual(late["error"]["reason"], "NOT_A_DRAFT")
        self.assertEqual(self.result(path, "--year", "2022", "--on-conflict", "skip")[0]["outcome"], "skipped")

        exported = {}
        for kind, begin in (("pdf", b"%PDF"), ("html", b"<!"), ("xlsx", b"PK"), ("json", b"{")):
            exported[kind] = self.folder / f"form.{kind}"
            self.ok("export", made["name"], "--format", kind, "--out", exported[kind])
            self.assertTrue(exported[kind].read_bytes().startswith(begin), kind)
            self.assertEqual(self.office.heng("export", made["name"], "--format", kind, "--out", exported[kind]).code, 1)
            before = exported[kind].read_bytes()
            self.ok("export", made["name"], "--format", kind, "--out", exported[kind], "--force")
            self.assertEqual(exported[kind].read_bytes(), before, f"{kind}: same form, same bytes")

        # Opened and saved by LibreOffice it says the same.
        saved = self.folder / "saved"
        subprocess.run(["soffice", f"-env:UserInstallation=file://{self.folder}/profile", "--headless", "--convert-to",
                        "xlsx", "--outdir", saved, exported["xlsx"]], check=True, capture_output=True, timeout=240)
        [same] = self.result(saved / "form.xlsx")
        self.assertEqual((same["outcome"], same["differences"]), ("unchanged", []), same)

    def test_files_that_are_none(self):
        files = {"旧.xls": OLD_EXCEL, "空.xlsx": b"", "文字.json": b"{\"form\":", "压缩.xlsx": b"PK\x03\x04" + b"\0" * 100}
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        done = self.office.heng("import", *(self.folder / name for name in files))
        self.assertEqual(done.code, 6, done)
        self.assertIn("另存为", done.err)
        for command in ("check", "score", "submit"):
            alone = self.office.heng(command, self.folder / "旧.xls")
            self.assertEqual(alone.code, 1, alone)
            self.assertIn("另存为", alone.err)
        self.assertEqual(self.office.heng("import", self.folder / "旧.xls", "--resume").code, 2)

    def test_a_mass_import_goes_on_after_the_server_was_killed(self):
        sheets = self.folder / "sheets"
        sheets.mkdir()
        forms = self.folder / "forms"
        forms.mkdir()
        for year in range(2010, 2020):
            for seed in seed_files():
                form = json.loads(seed.read_text(encoding="utf-8"))["form"]
                form["fiscalYear"] = year
                (forms / f"{seed.stem}-{year}.json").write_text(json.dumps(form), encoding="utf-8")
        made = self.result(*sorted(forms.iterdir()))
        self.assertEqual({line["outcome"] for line in made}, {"created"})
        self.ok("export", *(line["name"] for line in made), "--out", sheets)
        files = sorted(sheets.iterdir())
        self.assertEqual(len(files), 70)

        with Office() as office:
            results = self.folder / "results.jsonl"
            command = [BIN / "heng", "import", *map(str, files), "--results", results]
            with Link(office.address, stop_after=300_000) as link, subprocess.Popen(
                    command, env=office.environment(server=link.address), stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE) as running:
                self.assertTrue(link.stopped.wait(120))
                office.kill()
                out, err = running.communicate(timeout=120)
            self.assertIn(running.returncode, (6, 7), (out, err))
            self.assertGreaterEqual(results.read_bytes().count(b"\n"), 5)
            self.assertIn("--resume", err.decode())
            office.serve()
            again = office.heng("import", *files, "--results", results)
            self.assertEqual(again.code, 2, again)
            resumed = office.heng("import", *files, "--results", results, "--resume")
            self.assertEqual(resumed.code, 0, resumed)
            lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
            done = [line for line in lines if line["outcome"] in ("created", "unchanged", "updated")]
            self.assertEqual(len({line["sha256"] for line in done}), 70)
            self.assertEqual(len(done), 70)
            count = office.heng("eval", "count", "-o", "json").json()
            self.assertEqual(int(count["count"]), 70)


if __name__ == "__main__":
    unittest.main()
