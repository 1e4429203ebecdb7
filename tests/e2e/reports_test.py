"""What is told of many forms, with the real programs: the summary as table, CSV and spreadsheet, narratives, the
disclosure of a unit, department evaluations and figures of the accounts."""

import csv
import fcntl
import io
import os
import pty
import struct
import subprocess
import termios
import unittest
import xml.etree.ElementTree
import zipfile

from office import BIN, Office, seed_files

DATONG, UNIT = "sx-datong-121", "sx-datong-121005"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def on_terminal(office, *arguments, columns=140, **more):
    """What `heng` prints on a terminal of this width; stdout and stderr together."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen([BIN / "heng", *arguments], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                          env=dict(office.environment(), **more)) as process:
        os.close(slave)
        text = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            text += part
        os.close(master)
        process.wait(timeout=60)
    return text.decode("utf-8").replace("\r\n", "\n")


class Cells:
    """The first sheet of an .xlsx: (kind, text) by cell name; kind "n" is a number, "s" a text."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            strings = xml.etree.ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            texts = ["".join(t.text or "" for t in item.iter(SHEET + "t")) for item in strings]
            self.sheet = xml.etree.ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
            self.styles = archive.read("xl/styles.xml").decode("utf-8")
        self.cells = {}
        for cell in self.sheet.iter(SHEET + "c"):
            value = cell.find(SHEET + "v")
            if value is not None:
                shared = cell.get("t") == "s"
                self.cells[cell.get("r")] = ("s", texts[int(value.text)]) if shared else ("n", value.text)

    def row(self, number):
        return [self.cells.get(f"{column}{number}", ("", ""))[1] for column in "ABCDEFGH"]


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.office.__enter__()
        cls.addClassCleanup(cls.office.__exit__)
        # One person plays all the roles here.
        cls.ok(cls, "workflow", "set", "--org", "shanxi", "--four-eyes", "warn")
        cls.ok(cls, "submit", *seed_files())
        for project in ("dt-canjiren-baozhangjin", "dt-zhucun-bangfu"):
            cls.ok(cls, "project", "update", project, "--tier", "two")
        cls.ok(cls, "review", "approve", "--org", DATONG, "--year", "2022", "--type", "evaluation", "--yes")

    def ok(self, *arguments, **more):
        done = self.office.heng(*arguments, **more)
        assert done.code == 0, done
        return done

    def file(self, name):
        return self.office.directory / f"{self.id().rsplit('.', 1)[1]}-{name}"

    def test_summary(self):
        summary = self.ok("summary", "shanxi", "--year", "2022", "-o", "json").json()
        self.assertEqual(summary["total"], {"title": "合计", "count": 7, "annualBudget": "5188040.00",
                                            "executed": "4539100.00", "executionRate": "87.49"})
        self.assertEqual([(line["title"], line.get("count", 0)) for line in summary["byGrade"]],
                         [("优", 6), ("良", 1), ("中", 0), ("差", 0), ("无等级", 0)])
        self.assertEqual({line["key"]: line["count"] for line in summary["byState"]}, {"SUBMITTED": 4, "APPROVED": 3})
        self.assertEqual([row["number"] for row in summary["rows"]], list(range(1, 8)))
        # Projects in use of which no form is there: those `heng due` lists.
        due = self.ok("due", "--year", "2022", "-o", "json").json_lines()
        self.assertEqual(summary["missing"], len(due))
        table = self.ok("summary", UNIT, "--year", "2022").out
        self.assertIn("驻村帮扶工作人员经费", table)
        self.assertNotIn("█", table)
        self.assertEqual(self.office.heng("summary", "no-such-org", "--year", "2022").code, 3)

    def test_summary_on_a_terminal(self):
        shown = on_terminal(self.office, "summary", UNIT, "--year", "2022")
        self.assertIn("  " + "█" * 20 + "\n", shown)
        self.assertIn("  " + "█" * 10 + "\n", shown)
        self.assertNotIn("\x1b", on_terminal(self.office, "summary", UNIT, "--year", "2022", NO_COLOR="1"))
        self.assertIn("--out", on_terminal(self.office, "summary", UNIT, "--year", "2022", "--format", "xlsx"))

    def test_summary_as_csv(self):
        path = self.file("table.csv")
        self.ok("summary", UNIT, "--year", "2022", "--out", path)
        raw = path.read_bytes()
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(raw.count(b"\r\n"), raw.count(b"\n"))
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        self.assertEqual(rows[0], ["序号", "单位", "项目", "预算（元）", "执行（元）", "执行率（%）", "得分", "等级"])
        self.assertIn(["3", "大同市社会保险中心", "驻村帮扶工作人员经费", "210000.00", "100260.00", "47.74", "88.77", "良"], rows)
        self.assertEqual(rows[-1], ["合计", "", "3个", "848100.00", "738360.00", "87.06", "", ""])
        # Never over a file that is there.
        self.assertEqual(self.office.heng("summary", UNIT, "--year", "2022", "--out", path).code, 1)
        self.assertEqual(path.read_bytes(), raw)

    def test_summary_as_a_spreadsheet(self):
        path, again = self.file("table.xlsx"), self.file("again.xlsx")
        self.ok("summary", UNIT, "--year", "2022", "--out", path)
        self.ok("summary", UNIT, "--year", "2022", "--out", again)
        self.assertEqual(path.read_bytes(), again.read_bytes())
        cells = Cells(path)
        self.assertEqual(cells.row(1)[0], "大同市社会保险中心 2022 年度项目绩效自评汇总表")
        self.assertEqual(cells.row(2), ["序号", "单位", "项目", "预算（元）", "执行（元）", "执行率（%）", "得分", "等级"])
        self.assertEqual(cells.row(5), ["3", "大同市社会保险中心", "驻村帮扶工作人员经费", "210000", "100260", "47.74", "88.77",
                                        "良"])
        self.assertEqual([cells.cells[f"{column}5"][0] for column in "ABCDEFGH"], list("nssnnnns"))
        self.assertEqual(cells.row(6)[0:5], ["合计", "", "3个", "848100", "738360"])
        pane = next(cells.sheet.iter(SHEET + "pane"))
        self.assertEqual((pane.get("ySplit"), pane.get("state")), ("2", "frozen"))
        self.assertIn("宋体", cells.styles)

    def test_narrative(self):
        text = self.ok("narrative", "dt-shebao-2022-zhucun", "--appendix", "2")
        self.assertIn("项目绩效自评得分为88.77分，等级为“良”。项目全年预算数为21万元，执行数为10.026万元，执行率为47.74%", text.out)
        self.assertIn("（项目自评表详见附件2）。\n", text.out)
        self.assertIn("提示：", text.err)
        path = self.file("text.html")
        self.ok("narrative", "dt-shebao-2022-zhucun", "--out", path)
        page = path.read_text(encoding="utf-8")
        self.assertTrue(page.lower().startswith("<!doctype html>"))
        self.assertIn("88.77分", page)
        draft = self.ok("narrative", "sx-shebao-2022-jingban")
        self.assertIn("尚未审核通过", draft.err)
        self.assertIn("执行率为87.61%", draft.out)

    def test_disclosure(self):
        before = self.ok("disclosure", UNIT, "--year", "2022")
        self.assertIn("涵盖一级项目0个，二级项目2个，未标明级次的项目1个，共涉及资金848100元", before.out)
        self.assertNotIn("决算数", before.out)
        self.assertIn("heng year-facts set --org orgs/" + UNIT, before.err)
        self.assertIn("2022年度未开展部门评价。", before.out)
        self.ok("year-facts", "set", "--org", UNIT, "--year", "2022", "--project-expenditure", "7110994.38", "--source",
                "公开03表", "--other", "无")
        self.ok("department-evaluation", "record", "--org", DATONG, "--year", "2022", "--title", "网络评价", "--project",
                "dt-shebao-wangluo", "--funds", "550000", "--score", "91.5", "--grade", "优")
        text = self.ok("disclosure", UNIT, "--year", "2022")
        self.assertIn("占项目支出决算数7110994.38元的11.93%", text.out)
        self.assertIn("1. 网络评价：由大同市人力资源和社会保障局组织，涉及项目1个，涉及资金550000元，评价得分91.5分，等级为“优”。", text.out)
        self.assertIn("\n（5）其他需要说明的事项\n\n无。\n", text.out)
        for hole in ("{", "}", "无等0个", "0级"):
            self.assertNotIn(hole, text.out)
        source = self.ok("disclosure", UNIT, "--year", "2022", "-o", "json").json()
        share = [s for p in source["paragraphs"] for s in p.get("sources", []) if s["text"] == "7110994.38元"]
        self.assertEqual([s["field"] for s in share], ["projectExpenditure"])
        path = self.file("text.html")
        self.ok("disclosure", UNIT, "--year", "2022", "--out", path)
        self.assertIn("预算绩效情况说明", path.read_text(encoding="utf-8"))
        # Of the department: its units are in it, and what waits there is named for its author only.
        province = self.ok("disclosure", "shanxi", "--year", "2022")
        self.assertIn("未审核通过的自评表没有计入：已提交 4 份。", province.err)
        self.assertIn("共涉及资金848100元", province.out)

    def test_records(self):
        made = self.ok("department-evaluation", "record", "--org", "sx-209", "--year", "2021", "--title", "档案评价", "-o",
                       "json").json()
        self.ok("department-evaluation", "record", made["name"], "--score", "80")
        listed = self.ok("department-evaluation", "list", "--year", "2021", "-o", "json").json_lines()
        self.assertEqual([(one["title"], one["score"], one["etag"]) for one in listed], [("档案评价", "80", "2")])
        self.assertEqual(self.office.heng("department-evaluation", "delete", made["name"]).code, 2)
        self.ok("department-evaluation", "delete", made["name"], "--yes")
        self.assertEqual(self.ok("department-evaluation", "list", "--year", "2021").out, "")
        self.assertEqual(self.office.heng("year-facts", "show", "--org", "sx-209", "--year", "2021").code, 1)


if __name__ == "__main__":
    unittest.main()
