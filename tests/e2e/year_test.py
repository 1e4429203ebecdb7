"""The year of 大同市社会保险中心: targets filed, reviewed and approved; evaluations filed, one returned twice and answered,
one drawn in a sample and rechecked; all published. Then the same with the server killed between any two steps."""

import json
import unittest

from office import SEEDS, Office

UNIT = "sx-datong-121005"
DEPARTMENT = "sx-datong-121"
CITY = "sx-datong"

TARGETS = sorted((SEEDS / "targets").glob("*.json"))
EVALUATIONS = [SEEDS / f"{stem}.json" for stem in ("1-canjiren-baozhangjin", "2-zhucun-bangfu", "3-shebao-wangluo")]


class Year(Office):
    """The people of one unit, its department and the finance bureau, each with a token of their own."""

    PEOPLE = (
        ("jingban", "preparer", UNIT),
        ("fuzeren", "unit_head", UNIT),
        ("zhuguan", "reviewer", DEPARTMENT),
        ("caizheng", "finance", CITY),
    )

    def __init__(self, *flags, killed=False):
        super().__init__(*flags)
        self.killed = killed
        self.steps = 0

    def set_up(self):
        super().set_up()
        for name, role, org in self.PEOPLE:
            token = self.directory / f"{name}.token"
            for command in (
                ("access", "create", name, "--title", name, "--org", org),
                ("access", "grant", name, "--role", role, "--org", org),
                ("token", "create", "--principal", name, "--title", "测试", "--out", token),
            ):
                done = self.heng(*command)
                assert done.code == 0, done

    def step(self, who, *arguments, code=0, **more):
        """One command of one person; the server is killed and started again before it, where that is tried."""
        if self.killed:
            self.kill()
            self.serve()
        self.steps += 1
        done = self.heng(*arguments, "--token-file", self.directory / f"{who}.token", **more)
        assert done.code == code, (who, arguments, done)
        return done

    def form(self, name):
        kind = "target" if name.startswith("targets/") else "eval"
        return self.heng(kind, "show", name, "-o", "json").json()


def names_in(done):
    return [json.loads(line)["name"] for line in done.out.splitlines()]


class TheYear(unittest.TestCase):
    maxDiff = None

    def targets(self, year):
        """Six 2026 targets filed, reviewed, approved; the first returned once."""
        for file in TARGETS:
            year.step("jingban", "target", "submit", file)
        listed = year.step("jingban", "target", "list", "--year", "2026", "-o", "json").json_lines()
        self.assertEqual([form["state"] for form in listed], ["SUBMITTED"] * 6)
        first = listed[0]["name"]
        year.step("zhuguan", "target", "return", first, "--comment", "请补充立项依据的文号", "--yes")
        year.step("jingban", "target", "answer", first, "--comment", "c1=已补充")
        year.step("jingban", "target", "submit", first)
        year.step("zhuguan", "target", "review", "--org", UNIT, "--year", "2026", "--yes")
        year.step("caizheng", "target", "approve", "--org", CITY, "--year", "2026", "--yes")
        for form in year.step("jingban", "target", "list", "--year", "2026", "-o", "json").json_lines():
            self.assertEqual(form["state"], "APPROVED")
            self.assertTrue(form["inForceEtag"])
        return first

    def filed(self, year):
        """Three evaluations filed by the preparer; the second is returned twice and answered."""
        names = []
        for file in EVALUATIONS:
            done = year.step("jingban", "submit", file, "-o", "json")
            names.append(done.json()["name"])
        back = names[1]
        for turn in (1, 2):
            row = year.form(back)["form"]["indicators"][0]["id"]
            year.step("zhuguan", "review", "show", back)
            refused = year.step("jingban", "eval", "withdraw", back, "--yes", code=4, lang="en")
            self.assertIn("review has begun", refused.err)
            year.step("zhuguan", "review", "return", back, "--comment", f"{row}.actual:第{turn}次：请说明完成值的来源", "--yes")
            self.assertEqual(year.form(back)["state"], "RETURNED")
            unanswered = year.step("jingban", "eval", "submit", back, code=4, lang="zh")
            self.assertIn("意见", unanswered.err)
            year.step("jingban", "eval", "answer", back, "--comment", f"c{turn}=来源见附件{turn}")
            year.step("jingban", "eval", "submit", back)
        self.assertEqual(year.form(back)["summary"]["returned"], 2)
        return names

    def rechecked(self, year, names):
        """Approved by the department; one drawn by finance and rechecked to another score."""
        year.step("zhuguan", "review", "approve", *names, "--yes")
        drawn = year.step("caizheng", "sample", "draw", "--org", CITY, "--year", "2022", "--method", "random", "--size", "1",
                          "--seed", "2023年3月31日 上证指数 3272.86", "-o", "json").json()
        self.assertEqual(drawn["population"], "3")
        chosen = drawn["forms"][0]["evaluation"]
        year.step("caizheng", "sample", "verify", drawn["name"])
        refused = year.step("fuzeren", "eval", "publish", chosen, "--yes", code=4, lang="en")
        self.assertIn("recheck", refused.err)
        form = year.form(chosen)
        row = next(row for row in form["score"]["rows"] if float(row.get("score", "0")) >= 10)
        score = str(float(row["score"]) - 1)
        year.step("caizheng", "review", "score", chosen, "--conclusion", "adjust", "--row", f"{row['rowId']}={score}:佐证不足",
                  "--reason", "抽查复核")
        after = year.form(chosen)
        self.assertEqual(after["summary"]["scoreSource"], "FINANCE_BUREAU")
        self.assertEqual(float(after["summary"]["total"]), float(form["summary"]["total"]) - 1)
        self.assertEqual(after["score"]["total"], form["score"]["total"], "the unit's own score stays")
        return chosen

    def published(self, year, names):
        year.step("fuzeren", "eval", "publish", *names, "--yes")
        for name in names:
            self.assertEqual(year.form(name)["state"], "PUBLISHED")

    def whole_year(self, year):
        self.targets(year)
        names = self.filed(year)
        chosen = self.rechecked(year, names)
        self.published(year, names)
        history = year.step("caizheng", "history", chosen)
        for word in ("提交", "审核通过", "抽查", "复核", "公开"):
            self.assertIn(word, history.out)
        self.assertIn("第2次", year.step("zhuguan", "history", names[1]).out)
        verified = year.heng("events", "verify")
        self.assertEqual(verified.code, 0, verified)
        return {name: (form["state"], form["summary"].get("total"), form["summary"]["returned"] if "returned" in
                       form["summary"] else 0) for name in names for form in [year.form(name)]}

    def test_the_year(self):
        with Year() as year:
            self.whole_year(year)
            self.assertEqual(year.stop(), 0)

    def test_the_year_with_a_server_that_is_killed_before_every_step(self):
        with Year(killed=True) as year:
            self.whole_year(year)
            self.assertGreater(year.steps, 30)


if __name__ == "__main__":
    unittest.main()
