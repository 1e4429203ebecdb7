"""Wrong forms: each gets a clear error with the place, and the server goes on."""

import json
import tempfile
import unittest

from office import BAD, SEEDS, Office


class WrongInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.office.start()

    @classmethod
    def tearDownClass(cls):
        cls.office.__exit__()

    def tearDown(self):
        # Whatever came before, a good form is still taken.
        self.assertEqual(self.office.heng("score", SEEDS / "5-dangan-guanli.json").code, 0)

    def refused(self, path, *words, code=1):
        for command in ("score", "submit"):
            done = self.office.heng(command, path)
            self.assertIn(done.code, (code,) if isinstance(code, int) else code, done)
            self.assertEqual(done.out.strip().count("evaluations/"), 0, done)
            for word in words:
                self.assertIn(word, done.err, done)

    def generated(self, change):
        form = json.loads((SEEDS / "5-dangan-guanli.json").read_text(encoding="utf-8"))
        del form["name"]
        change(form["form"])
        file = tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8")
        self.addCleanup(file.close)
        json.dump(form, file, ensure_ascii=False)
        file.flush()
        return file.name

    def test_forms_as_extracted_say_what_is_missing(self):
        for stem, weights in (("6-shebao-dalou", "95"), ("7-jinbao-gongcheng", "97")):
            path = SEEDS / f"as-extracted/{stem}.json"
            sheet = self.office.heng("score", "-o", "json", path).json()
            (finding,) = [f for f in sheet["findings"] if f["id"] == "weights-not-100"]
            self.assertEqual(finding["severity"], "ERROR")
            self.assertEqual(finding["stated"], weights)
            self.assertEqual(finding["expected"], "100")
            submitted = self.office.heng("submit", path)
            self.assertEqual(submitted.code, 5, submitted)
            self.assertIn("weights-not-100", submitted.err + submitted.out)
            self.assertIn(weights, submitted.err + submitted.out)

    def test_not_json(self):
        self.refused(BAD / "not-json.json", "not-json.json")

    def test_unknown_field(self):
        self.refused(BAD / "unknown-field.json", "weigth", "weight", "form.indicators[")

    def test_unquoted_number(self):
        self.refused(BAD / "number-unquoted.json", "form.indicators[", "weight", '"10"')

    def test_a_number_that_is_none(self):
        self.refused(BAD / "not-a-number.json", "form.indicators[", "weight", "十分")

    def test_negative_weight(self):
        self.refused(BAD / "negative-weight.json", "form.indicators[", "weight", "-1")

    def test_no_org(self):
        self.refused(BAD / "no-org.json", "form.org")

    def test_duplicate_row_id(self):
        self.refused(BAD / "duplicate-row-id.json", "form.indicators[", "id")

    def test_unknown_enum(self):
        self.refused(BAD / "bad-enum.json")

    def test_text_of_three_megabytes(self):
        path = self.generated(lambda form: form["narrative"].update(problems="长" * 1_000_000))
        self.refused(path, "narrative.problems")

    def test_ten_thousand_indicators(self):
        def change(form):
            row = form["indicators"][0]
            form["indicators"] = [dict(row, id=f"r{i}") for i in range(10_000)]
        self.refused(self.generated(change), "form.indicators", "10000", "300")

    def test_two_hundred_findings_reach_the_reader(self):
        def change(form):
            row = {"level1": "产出指标", "level2": "数量指标", "initialTarget": "≥10个", "actual": "5个", "weight": "0.5",
                   "claimed": "0.6"}
            form["indicators"] = [dict(row, id=f"r{i}", name=f"指标{i}") for i in range(200)]
        path = self.generated(change)
        sheet = self.office.heng("score", "-o", "json", path).json()
        over = [f for f in sheet["findings"] if f["id"] == "score-over-weight"]
        self.assertEqual(len(over), 200)
        self.assertEqual({f["place"]["rowId"] for f in over}, {f"r{i}" for i in range(200)})
        submitted = self.office.heng("submit", path)
        self.assertEqual(submitted.code, 5)
        shown = [line for line in submitted.err.splitlines() if line.startswith("  score-over-weight")]
        self.assertEqual(len(shown), 200)

    def test_a_file_that_is_not_there(self):
        done = self.office.heng("score", "/nonexistent/form.json")
        self.assertNotEqual(done.code, 0)
        self.assertIn("/nonexistent/form.json", done.err)

    def test_part_of_a_batch_fails(self):
        done = self.office.heng("submit", SEEDS / "1-canjiren-baozhangjin.json", BAD / "not-json.json")
        self.assertEqual(done.code, 6, done)
        self.assertIn("100.00", done.out)

    def test_unknown_policy(self):
        done = self.office.heng("score", "--policy", "atlantis-2020", SEEDS / "5-dangan-guanli.json")
        self.assertEqual(done.code, 1, done)
        self.assertIn("shanxi-2022", done.err)

    def test_usage(self):
        self.assertEqual(self.office.heng("scroe").code, 2)
        self.assertEqual(self.office.heng("score").code, 2)
        self.assertEqual(self.office.heng("--help").code, 0)

    def test_unknown_evaluation(self):
        done = self.office.heng("eval", "show", "not-there")
        self.assertEqual(done.code, 1, done)
        self.assertIn("not-there", done.err)


if __name__ == "__main__":
    unittest.main()
