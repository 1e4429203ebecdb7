"""The main job with the real forms: file, grade, list, show."""

import json
import re
import tempfile
import unittest

from office import SEEDS, SEVEN, Office, seed_files


def cells(line):
    return line.split()


class Tour(unittest.TestCase):
    def test_seven_forms_are_submitted_graded_listed_and_shown(self):
        with Office() as office:
            done = office.heng("submit", *seed_files())
            self.assertEqual(done.code, 0, done)

            listed = office.heng("eval", "list")
            self.assertEqual(listed.code, 0, listed)
            rows = [line for line in listed.out.splitlines() if "evaluations/" in line or re.search(r"\d\d\.\d\d", line)]
            self.assertEqual(len(rows), 7, listed)
            for row, (_, total, grade, execution) in zip(rows, SEVEN):
                self.assertIn(total, cells(row), row)
                self.assertIn(grade, cells(row), row)
                self.assertIn(execution, cells(row), row)

            listed = office.heng("eval", "list", "-o", "json").json_lines()
            shown = office.heng("eval", "show", listed[1]["name"])
            self.assertEqual(shown.code, 0, shown)
            for word in ("88.77", "良", "4.77", "47.74", "驻村人员补助", "未填报"):
                self.assertIn(word, shown.out)

    def test_submitting_twice_is_harmless(self):
        with Office() as office:
            first = office.heng("submit", *seed_files())
            again = office.heng("submit", *seed_files())
            self.assertEqual((first.code, again.code), (0, 0), again)
            self.assertEqual(first.out, again.out)
            listed = office.heng("eval", "list", "-o", "json").json_lines()
            self.assertEqual(len(listed), 7)
            self.assertTrue(all(e["etag"] == "1" for e in listed))

    def test_filters(self):
        with Office() as office:
            office.heng("submit", *seed_files())
            good = office.heng("eval", "list", "--grade", "GOOD", "-o", "json").json_lines()
            self.assertEqual([e["summary"]["total"] for e in good], ["88.77"])
            none = office.heng("eval", "list", "--year", "2021", "-o", "json")
            self.assertEqual(none.code, 0)
            self.assertEqual(none.json_lines(), [])
            datong = office.heng("eval", "list", "--org", "orgs/sx-datong-121005", "-o", "json").json_lines()
            self.assertEqual(len(datong), 3)

    def test_national_rule_grades_the_network_project_down(self):
        with Office() as office:
            scored = office.heng("score", "--policy", "mof-2020", *seed_files())
            self.assertEqual(scored.code, 0, scored)
            totals = [re.search(r"\d+\.\d\d", line).group() for line in scored.out.splitlines()
                      if re.search(r"\d+\.\d\d", line)]
            self.assertEqual(totals[:7], ["100.00", "88.77", "82.00", "93.76", "95.00", "95.00", "96.76"], scored)
            listed = office.heng("eval", "list", "-o", "json").json_lines()
            self.assertEqual(listed, [], "score keeps nothing")

    def test_twins_without_and_with_a_wrong_total(self):
        with Office() as office:
            for stem, total, *_ in SEVEN:
                sheet = office.heng("score", "-o", "json", SEEDS / "twins" / f"{stem}.no-total.json").json()
                self.assertEqual(f'{float(sheet["total"]):.2f}', total, stem)
                wrong = office.heng("score", "-o", "json", SEEDS / "twins" / f"{stem}.wrong-total.json").json()
                self.assertEqual(f'{float(wrong["total"]):.2f}', total, stem)
                self.assertIn("total-not-sum", [f["id"] for f in wrong["findings"]], stem)

    def test_results_without_rows(self):
        with Office() as office:
            files = sorted((SEEDS / "no-rows").glob("*.json"))
            self.assertEqual(len(files), 3)
            done = office.heng("submit", *files)
            self.assertEqual(done.code, 0, done)
            listed = office.heng("eval", "list", "-o", "json").json_lines()
            self.assertEqual(sorted(e["summary"]["total"] for e in listed), ["100.00", "97.61", "99.54"])

    def test_standard_input_and_json_output(self):
        with Office() as office:
            text = (SEEDS / "5-dangan-guanli.json").read_bytes()
            sheet = office.heng("score", "-o", "json", "-", stdin=text).json()
            self.assertEqual(sheet["grade"], "EXCELLENT")

    def test_english(self):
        with Office() as office:
            shown = office.heng("score", SEEDS / "1-canjiren-baozhangjin.json", lang="en")
            self.assertIn("Excellent", shown.out)
            self.assertEqual(office.heng("score", "--help", lang="en").code, 0)

    def test_a_corrected_draft_goes_the_whole_way(self):
        """A form that is blocked, put right and filed, as its preparer would."""
        with Office() as office, tempfile.TemporaryDirectory() as directory:
            blocked = office.heng("submit", SEEDS / "as-extracted/6-shebao-dalou.json")
            self.assertEqual(blocked.code, 5, blocked)
            form = json.loads((SEEDS / "as-extracted/6-shebao-dalou.json").read_text(encoding="utf-8"))
            restored = json.loads((SEEDS / "6-shebao-dalou.json").read_text(encoding="utf-8"))
            form["form"]["indicators"] = restored["form"]["indicators"]
            corrected = f"{directory}/corrected.json"
            with open(corrected, "w", encoding="utf-8") as out:
                json.dump(form, out, ensure_ascii=False)
            self.assertEqual(office.heng("submit", corrected).code, 0)


if __name__ == "__main__":
    unittest.main()
