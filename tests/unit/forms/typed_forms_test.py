"""Forms typed with another program, saved by LibreOffice, exported by Heng: all are read back as what they say."""
import copy
import json
import os
import shutil
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "data")
SEEDS = os.path.join(DATA, "seeds")
TOOL = os.environ["FORM_TOOL"]
LAYOUTS = {False: ["zp-shanxi-2022", "zp-national-2020"], True: ["mb-datong-2026"]}


def seeds():
    """(name, is target, the message) of the seven evaluations and the six targets."""
    for target in (False, True):
        folder = os.path.join(SEEDS, "targets") if target else SEEDS
        for name in sorted(os.listdir(folder)):
            if name.endswith(".json"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    yield name[:-5], target, without_zeros(json.load(file))


def without_zeros(message):
    """printedDecimals of 0 is not written by a program."""
    if isinstance(message, dict):
        return {key: without_zeros(value) for key, value in message.items() if (key, value) != ("printedDecimals", 0)}
    return [without_zeros(value) for value in message] if isinstance(message, list) else message


def read(path, *layout):
    done = subprocess.run([TOOL, "read", path, *layout], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{path}: {done.stderr}")
    return json.loads(done.stdout)


def libreoffice(files, out):
    """Opens and saves all files at once."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "xlsx",
                        "--outdir", out, *files], capture_output=True, check=True, timeout=300)


def on_paper(message, is_target, printed_year):
    """What of a form stands on paper. Taken away, and nothing else:
    - subject and org: a sheet names them in words (projectName, unitText), which stay;
    - row ids, by position instead; ids of score groups, by the rows that have one;
    - cell: where a row was read, of which a transcribed form knows nothing;
    - transcriptionNote: of the person who transcribed;
    - narrative.summary: a paragraph of the report, not of the form;
    - fiscalYear where the report printed none: forms without title (1, 2, 3, 7)."""
    form = copy.deepcopy(message["form"])
    for field in ("subject", "org", "transcriptionNote"):
        form.pop(field, None)
    if not printed_year:
        form.pop("fiscalYear", None)
    form.get("narrative", {}).pop("summary", None)
    lists = [form.get("indicators", [])]
    lists += [breakdown["lines"] for breakdown in form.get("funds", {}).get("breakdowns", [])]
    lists += [form[period]["lines"] for period in ("termFunds", "annualFunds") if period in form]
    for rows in lists:
        for i, row in enumerate(rows):
            row["id"] = i
            row.pop("cell", None)
    groups = {}
    for row in form.get("indicators", []):
        if "scoreGroup" in row:
            row["scoreGroup"] = groups.setdefault(row["scoreGroup"], len(groups))
    return {"form": form, "contacts": message.get("contacts", {})}


class TypedForms(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        subprocess.run(["/usr/bin/python3", "-B", os.path.join(DATA, "typed", "type_forms.py"), SEEDS, cls.folder],
                       check=True)
        cls.saved = os.path.join(cls.folder, "saved")
        files = [os.path.join(cls.folder, name) for name in sorted(os.listdir(cls.folder)) if name.endswith(".xlsx")]
        libreoffice(files, cls.saved)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def check_all(self, folder):
        for name, is_target, seed in seeds():
            with self.subTest(form=name, target=is_target):
                got = read(os.path.join(folder, ("target-" if is_target else "") + name + ".xlsx"))
                printed_year = is_target or "title" in seed["form"]
                message = got["target" if is_target else "evaluation"]
                self.assertEqual(on_paper(message, is_target, printed_year), on_paper(seed, is_target, printed_year))
                # Nothing else of these sheets is nobody's.
                above_title = {"4-shebao-jingban": ["附件1"], "6-shebao-dalou": ["附件 3："]}
                problems = [problem["text"] for problem in got.get("problems", [])]
                self.assertEqual(problems, above_title.get(name, []))

    def test_as_typed(self):
        self.check_all(self.folder)

    def test_saved_by_libreoffice(self):
        self.check_all(self.saved)


class ExportedForms(unittest.TestCase):
    maxDiff = None

    def test_export_and_import_give_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            cases = []
            for name, is_target, seed in seeds():
                for layout in LAYOUTS[is_target]:
                    path = os.path.join(folder, f"{'target-' if is_target else ''}{name}.{layout}.xlsx")
                    source = os.path.join(SEEDS, "targets" if is_target else "", name + ".json")
                    subprocess.run([TOOL, "write", layout, source, path], check=True)
                    cases.append((path, layout, is_target, seed))
            saved = os.path.join(folder, "saved")
            libreoffice([case[0] for case in cases], saved)
            for path, layout, is_target, seed in cases:
                for file in (path, os.path.join(saved, os.path.basename(path))):
                    with self.subTest(file=os.path.relpath(file, folder)):
                        got = read(file)
                        self.assertEqual(got["layout"], layout)
                        message = got["target" if is_target else "evaluation"]
                        self.assertEqual(message, seed)
                        self.assertEqual(got.get("problems", []), [])


if __name__ == "__main__":
    unittest.main()
