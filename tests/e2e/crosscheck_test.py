"""The four published reports against their forms, with the real programs."""

import re
import unittest

from office import ROOT, Office, seed_files

DATA = ROOT / "tests/data"

REPORTS = {
    "datong-2022": ("sx-datong-121005", 2022),
    "xinzhou-2021": ("sx-xinzhou-shebao", 2021),
    "shanxi-2022": ("sx-209100", 2022),
    "xinzhou-ka-2022": ("sx-xinzhou-304006", 2022),
}


def expected_lines(report):
    """(place, verdict, label, stated) of the golden text of the unit test; see tests/data/reports/README.md."""
    lines = []
    for line in (DATA / "reports" / f"{report}.expected.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, verdict, label, stated = line.split(" ")[:4]
            lines.append((place, verdict, label, stated))
    return lines


class CrossCheck(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.office.__enter__()
        cls.addClassCleanup(cls.office.__exit__)
        filed = cls.office.heng("submit", "--policy", "shanxi-2022", *seed_files(),
                                *sorted(str(path) for path in (DATA / "seeds" / "no-rows").glob("*.json")))
        assert filed.code == 0, filed

    def crosscheck(self, report, *more, **options):
        org, year = REPORTS[report]
        return self.office.heng("crosscheck", str(DATA / "reports" / f"{report}.txt"), "--org", org, "--year", str(year),
                                *more, **options)

    def test_every_figure_gets_what_it_gets_without_a_server(self):
        for report in REPORTS:
            with self.subTest(report):
                done = self.crosscheck(report, "-o", "json")
                self.assertEqual(done.code, 0, done)
                items = done.json()["items"]
                found = [(f"{item['line']}:{item['column']}", item["verdict"], item["label"], item["stated"])
                         for item in items]
                self.assertEqual(found, expected_lines(report))

    def test_contradictions_as_people_see_them(self):
        done = self.crosscheck("datong-2022", "--fail-on", "contradiction", "--lang", "zh")
        self.assertEqual(done.code, 5, done)
        wrong = [line for line in done.out.splitlines() if " 矛盾 " in line]
        self.assertEqual(len(wrong), 8, done.out)
        self.assertRegex(wrong[4], r"139:135 +矛盾 +各项得分合计 +84\.77 +88\.77 +驻村帮扶工作人员经费 ")
        self.assertIn("40+30+10+4.77", wrong[4])
        self.assertNotIn(" 一致 ", done.out)
        self.assertRegex(done.err, r"核对 \d+ 处：一致 \d+，尾差 1，口径不同 0，矛盾 8，无可对照 \d+。")

    def test_a_report_without_contradictions(self):
        done = self.crosscheck("xinzhou-ka-2022", "--fail-on", "contradiction", "--lang", "en")
        self.assertEqual(done.code, 0, done)
        self.assertTrue(re.search(r"other basis +占项目支出总额 +100% +128\.90%", done.out), done.out)

    def test_figures_of_the_accounts_name_a_basis(self):
        done = self.office.heng("year-facts", "set", "--org", "sx-xinzhou-shebao", "--year", "2021",
                                "--project-expenditure", "788500", "--project-budget", "220860000")
        self.assertEqual(done.code, 0, done)
        done = self.crosscheck("xinzhou-2021", "-o", "json")
        share = [item for item in done.json()["items"] if item["label"] == "占项目支出总额"]
        self.assertEqual([item["verdict"] for item in share], ["OTHER_BASIS"])
        self.assertIn("年初项目支出预算", share[0]["message"]["zh"])
        self.assertTrue(share[0]["sources"][0]["resource"].startswith("yearFacts/"), share)
        year_facts = self.office.heng("year-facts", "set", "--org", "sx-xinzhou-shebao", "--year", "2021",
                                      "--project-expenditure", "", "--project-budget", "")
        self.assertEqual(year_facts.code, 0, year_facts)

    def test_from_standard_input_in_gb18030(self):
        text = (DATA / "reports" / "shanxi-2022.txt").read_text(encoding="utf-8")
        org, year = REPORTS["shanxi-2022"]
        done = self.office.heng("crosscheck", "-", "--org", org, "--year", str(year), "--fail-on", "contradiction",
                                stdin=text.encode("gb18030"))
        self.assertEqual(done.code, 5, done)
        self.assertIn("87.61%", done.out)

    def test_what_is_refused(self):
        self.assertEqual(self.office.heng("crosscheck", "no-such-file.txt", "--org", "sx-209100", "--year", "2022").code, 1)
        nowhere = self.office.heng("crosscheck", str(DATA / "reports" / "shanxi-2022.txt"), "--org", "no-such-org",
                                   "--year", "2022")
        self.assertNotEqual(nowhere.code, 0, nowhere)


if __name__ == "__main__":
    unittest.main()
