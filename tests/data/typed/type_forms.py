#!/usr/bin/python3
"""Types the seed forms into spreadsheets, as the offices that published them would: cell by cell, with merged cells,
numbers and dates as a spreadsheet keeps them, blank rows, an attachment number above the title. Knows nothing of Heng's
layouts: where things stand and what the labels say is taken from the published reports.

    type_forms.py SEEDS_FOLDER OUT_FOLDER

Every form is typed by another clerk, so that each has other habits.
"""
import datetime
import json
import os
import re
import sys
from decimal import Decimal

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

NOTES = [
    "备注：1.“年初预算数”项下的“目标申报数”和“预算编制数”为并列关系，其中“目标申报数”的数据来源于项目目标申报表中的项目资金总额表中的年度资金，"
    "“预算编制数”数据来源于项目预算支出明细表。",
    "2.“全年预算数”的取数规则，如果年初预算未调整，取预算编制数；如果有调整，取调整后的预算数。",
    "3.“全年执行数”是指预算执行指标确认数。",
    "4.“执行率”是执行数与“全年预算数”相比较。",
]
THIN = Side(style="thin")
FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


class Clerk:
    """One person's habits."""

    def __init__(self, **habits):
        self.left = habits.get("left", 0)            # empty columns on the left
        self.top = habits.get("top", 0)              # empty rows above
        self.attachment = habits.get("attachment")   # 附件1, above the title
        self.numbers_as_text = habits.get("numbers_as_text", False)
        self.full_width = habits.get("full_width", False)
        self.thousands = habits.get("thousands", False)
        self.blank_rows = habits.get("blank_rows", False)  # between the parts of the form
        self.spread = habits.get("spread", False)    # labels as 项 目 名 称
        self.cover = habits.get("cover", False)      # another sheet before the form
        self.repeat_levels = habits.get("repeat_levels", False)  # no merged levels: every row says its own
        self.dates = habits.get("dates", False)      # dates as dates
        self.percents = habits.get("percents", False)  # 100% as a percent cell
        self.section_on_top = habits.get("section_on_top", False)


class Sheet:
    def __init__(self, clerk):
        self.clerk = clerk
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.sheet.title = "自评表"
        if clerk.cover:
            cover = self.book.create_sheet("说明", 0)
            cover["A1"] = "填表说明"
            cover["A2"] = "本表由预算单位填写，项目名称、主管部门请按预算批复填写。"
        self.row = clerk.top

    def put(self, row, column, value, rows=1, columns=1):
        """Rows and columns count from 1 within the form."""
        if value is None:
            value = ""
        first_row, first_column = row, column + self.clerk.left
        cell = self.sheet.cell(first_row, first_column)
        if isinstance(value, str):
            if value:
                cell.value = value
                cell.data_type = "s"  # =100% is a text
        else:
            cell.value = value
            if isinstance(value, datetime.date):
                cell.number_format = 'yyyy"年"m"月"d"日"'
        if rows > 1 or columns > 1:
            self.sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=first_row + rows - 1,
                                   end_column=first_column + columns - 1)
        cell.font = Font(name="宋体", size=10)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
        return cell

    def label(self, row, column, text, rows=1, columns=1):
        if self.clerk.spread and len(text) <= 4:
            text = " ".join(text)
        if self.clerk.spread and rows > 1:
            text = "\n".join(text)
        return self.put(row, column, text, rows, columns)

    def next(self, count=1):
        self.row += count
        return self.row

    def gap(self):
        if self.clerk.blank_rows:
            self.row += 1

    def save(self, path):
        for column in range(1, 13):
            self.sheet.column_dimensions[get_column_letter(column)].width = 14
        self.book.save(path)


def in_unit(yuan, unit):
    number = Decimal(yuan) / (10000 if unit == "WAN_YUAN" else 1)
    return format(number.normalize(), "f") if number else "0"


def amount(clerk, yuan, unit):
    if yuan is None:
        return None
    text = in_unit(yuan, unit)
    if clerk.thousands and "." not in text:
        text = format(int(text), ",")
        return text
    if clerk.full_width:
        return text.translate(FULL_WIDTH)
    if clerk.numbers_as_text:
        return text
    return int(text) if "." not in text else float(text)


def number(clerk, text):
    """A score, a weight, a rate: a number, but a text where a spreadsheet would drop the zeros that were printed."""
    if text is None:
        return None
    if clerk.full_width:
        return text.translate(FULL_WIDTH)
    if clerk.numbers_as_text or ("." in text and text.endswith("0")):
        return text
    return int(text) if "." not in text else float(text)


def value(sheet, row, column, text):
    """The value of an indicator."""
    clerk = sheet.clerk
    if text is None:
        return sheet.put(row, column, None)
    date = re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", text)
    if clerk.dates and date:
        return sheet.put(row, column, datetime.date(*(int(part) for part in date.groups())))
    if clerk.percents and re.fullmatch(r"\d+%", text):
        cell = sheet.put(row, column, int(text[:-1]) / 100)
        cell.number_format = "0%"
        return cell
    if not clerk.numbers_as_text and re.fullmatch(r"\d+", text):
        return sheet.put(row, column, int(text))
    return sheet.put(row, column, text)


def runs(rows, key):
    """(first, count) of rows below each other that say the same."""
    first = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or key(rows[i]) != key(rows[first]):
            yield first, i - first
            first = i


def levels(sheet, first_row, column, rows, key, within=None):
    if sheet.clerk.repeat_levels:
        for i, row in enumerate(rows):
            sheet.put(first_row + i, column, key(row))
        return
    for first, count in runs(rows, lambda row: (within(row) if within else None, key(row))):
        sheet.put(first_row + first, column, key(rows[first]), rows=count)


def type_evaluation(form, labels, clerk, path):
    """The form of 山西 2022, ten columns."""
    sheet = Sheet(clerk)
    if clerk.attachment:
        sheet.put(sheet.next(), 1, clerk.attachment)
    if form.get("title"):
        sheet.put(sheet.next(), 1, form["title"], columns=10)
        sheet.put(sheet.next(), 1, f"({form['fiscalYear']}年度)", columns=10)
    row = sheet.next()
    sheet.label(row, 1, "项目名称", columns=2)
    sheet.put(row, 3, form["projectName"], columns=8)
    row = sheet.next()
    sheet.label(row, 1, "主管部门及代码", columns=2)
    sheet.put(row, 3, form["departmentText"], columns=4)
    sheet.label(row, 7, "预算单位")
    sheet.put(row, 8, form["unitText"], columns=3)
    sheet.gap()

    funds = form["funds"]
    lines = [line for breakdown in funds["breakdowns"] for line in breakdown["lines"]]
    heads = [("全年预算数", 6), ("全年执行数", 7), (labels.get("unspent", "资金结(转)余"), 8), ("执行率", 9), ("得分", 10)]
    row = sheet.next()
    if clerk.section_on_top:
        sheet.label(row, 1, labels["funds"], rows=2, columns=3)
    else:
        sheet.label(row, 1, labels["funds"], rows=3 + len(lines))
    sheet.label(row, 4, "年初预算数", columns=2)
    for text, column in heads:
        sheet.label(row, column, text, rows=2)
    row = sheet.next()
    sheet.label(row, 4, "目标申报数")
    sheet.label(row, 5, "预算编制数")
    for line, text in [(funds["total"], labels["total"])] + [(line, line["label"]) for line in lines]:
        row = sheet.next()
        if clerk.section_on_top:
            sheet.put(row, 1, text, columns=3)
        else:
            sheet.put(row, 2, text, columns=2)
        unit = funds["printedUnit"]
        for column, field in [(4, "declaredInTarget"), (5, "initialBudget"), (6, "annualBudget"), (7, "executed"),
                              (8, "claimedUnspent")]:
            sheet.put(row, column, amount(clerk, line.get(field), unit))
        sheet.put(row, 9, number(clerk, line.get("claimedRate")))
        sheet.put(row, 10, number(clerk, line.get("claimedScore")))
    sheet.gap()

    row = sheet.next()
    sheet.label(row, 1, "项目年度绩效目标", rows=1 + len(form["goals"]))
    sheet.label(row, 2, "年度目标", columns=5)
    sheet.label(row, 7, "实际完成情况", columns=4)
    for goal in form["goals"]:
        row = sheet.next()
        sheet.put(row, 2, goal.get("expected"), columns=5)
        sheet.put(row, 7, goal.get("achieved"), columns=4)

    rows = form["indicators"]
    row = sheet.next()
    sheet.label(row, 1, "绩效指标", rows=1 + len(rows))
    for i, text in enumerate(["一级指标", "二级指标", "三级指标", "年初指标值", "调整后指标值", "实际完成值", "分值", "得分",
                              "偏差原因分析及改进措施"]):
        sheet.label(row, 2 + i, text)
    first = sheet.row + 1
    levels(sheet, first, 2, rows, lambda r: r["level1"])
    levels(sheet, first, 3, rows, lambda r: r["level2"], within=lambda r: r["level1"])
    for group, count in runs(rows, lambda r: r.get("scoreGroup") or r["id"]):
        for column, field in [(8, "weight"), (9, "claimed")]:
            sheet.put(first + group, column, number(clerk, rows[group].get(field)), rows=count)
    for indicator in rows:
        row = sheet.next()
        sheet.put(row, 4, indicator["name"])
        value(sheet, row, 5, indicator.get("initialTarget"))
        value(sheet, row, 6, indicator.get("adjustedTarget"))
        value(sheet, row, 7, indicator.get("actual"))
        sheet.put(row, 10, indicator.get("deviationReason"))
    row = sheet.next()
    sheet.label(row, 1, "总分", columns=7)
    sheet.put(row, 8, number(clerk, form["claimedTotal"]))
    sheet.put(row, 9, form["claimedGrade"])
    sheet.gap()

    texts = form["narrative"]
    top = sheet.row + 1
    if labels.get("two_levels", True):
        sheet.label(top, 1, "项目绩效分析", rows=7)
        sheet.label(top, 2, "自评结果分析", rows=4)
    else:  # the same label again on the next page
        sheet.label(top, 1, "项目绩效自评结果分析", rows=4)
        sheet.label(top + 4, 1, "分析", rows=3)
    for i, field in enumerate(["implementation", "output", "benefit", "satisfaction"]):
        row = sheet.next()
        sheet.label(row, 3, labels["texts"][i], columns=2)
        sheet.put(row, 5, texts.get(field), columns=6)
    for text, field in [("主要经验做法", "experience"), ("项目管理中存在的主要问题及原因分析", "problems"),
                        ("下一步改进措施及管理建议", "nextSteps")]:
        row = sheet.next()
        sheet.label(row, 2, text, columns=3)
        sheet.put(row, 5, texts.get(field), columns=6)
    for i, note in enumerate(NOTES if labels.get("notes") else []):
        sheet.put(sheet.next(2 if i == 0 else 1), 1, note, columns=10)
    sheet.save(path)


def type_target(target, clerk, path):
    """The form of 大同 2026: the term and the year side by side, eight columns."""
    form = target["form"]
    sheet = Sheet(clerk)
    sheet.put(sheet.next(), 1, form["title"], columns=8)
    sheet.put(sheet.next(), 1, f"({form['fiscalYear']}年度)", columns=8)
    row = sheet.next()
    sheet.label(row, 1, "项目名称", columns=2)
    sheet.put(row, 3, form["projectName"], columns=6)
    for left, left_field, right, right_field in [("主管部门及代码", "departmentText", "实施单位", "unitText"),
                                                 ("项目属性", "projectAttribute", "项目期", "projectTerm")]:
        row = sheet.next()
        sheet.label(row, 1, left, columns=2)
        sheet.put(row, 3, form[left_field], columns=2)
        sheet.label(row, 5, right)
        sheet.put(row, 6, form[right_field], columns=3)
    term, annual = form["termFunds"], form["annualFunds"]
    lines = list(zip(term["lines"], annual["lines"]))
    row = sheet.next()
    sheet.label(row, 1, "项目资金\n(元)", rows=1 + len(lines), columns=2)
    sheet.label(row, 3, "实施期资金总额:")
    sheet.put(row, 4, amount(clerk, term["total"], term["printedUnit"]), columns=2)
    sheet.label(row, 6, "年度资金总额:")
    sheet.put(row, 7, amount(clerk, annual["total"], annual["printedUnit"]), columns=2)
    for i, (one, other) in enumerate(lines):
        row = sheet.next()
        before = "其中:" if i == 0 else ""
        sheet.put(row, 3, before + one["label"])
        sheet.put(row, 4, amount(clerk, one.get("amount"), term["printedUnit"]), columns=2)
        sheet.put(row, 6, before + other["label"])
        sheet.put(row, 7, amount(clerk, other.get("amount"), annual["printedUnit"]), columns=2)
    for text, field in [("项目概况", "overview"), ("立项依据", "legalBasis"), ("项目设立必要性", "necessity"),
                        ("保证项目实施的制度、措施", "safeguards"), ("项目实施计划", "plan")]:
        row = sheet.next()
        sheet.label(row, 1, text, columns=2)
        sheet.put(row, 3, form.get(field), columns=6)
    row = sheet.next()
    sheet.put(row, 1, None, columns=2)
    sheet.label(row, 3, "实施期目标", columns=3)
    sheet.label(row, 6, "年度目标", columns=3)
    row = sheet.next()
    sheet.label(row, 1, "总体目标", columns=2)
    sheet.put(row, 3, form.get("termGoal"), columns=3)
    sheet.put(row, 6, form.get("annualGoal"), columns=3)
    rows = form["indicators"]
    row = sheet.next()
    sheet.label(row, 1, "绩效指标", rows=1 + len(rows))
    for i, text in enumerate(["一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"]):
        sheet.label(row, 2 + i, text)
    levels(sheet, row + 1, 2, rows, lambda r: r["level1"])
    for indicator in rows:
        row = sheet.next()
        for column, half in [(3, "term"), (6, "annual")]:
            part = indicator.get(half, {})
            sheet.put(row, column, part.get("level2"))
            sheet.put(row, column + 1, part.get("name"))
            value(sheet, row, column + 2, part.get("value"))
    row = sheet.next()
    for column, text in [(1, "负责人:"), (3, "经办人:"), (5, "联系电话:"), (7, "填报日期:")]:
        sheet.label(row, column, text)
    sheet.put(row, 8, target.get("contacts", {}).get("filledOn"))
    sheet.save(path)


# What each report calls things.
DATONG = {"funds": "项目资金预算安排及执行进度(万元)", "total": "资金总额:",
          "texts": ["项目实施和预算执行情况", "产出情况", "效益情况", "满意度情况"]}
SHANXI = {"funds": "项目资金预算安排及执行进度（万元）", "total": "资金总额：", "unspent": "资金结（转）余", "notes": True,
          "texts": ["项目执行和预算执行情况分析", "产出情况分析", "效益情况分析", "满意度情况分析"]}
EVALUATIONS = {
    "1-canjiren-baozhangjin": (
        dict(DATONG, two_levels=False,
             texts=["项目实施和预算执行情况", "产出情况及分析", "效益情况及分析", "满意度情况及分析"]),
        Clerk(section_on_top=True)),
    "2-zhucun-bangfu": (dict(DATONG, texts=["项目实施的预算执行情况"] + DATONG["texts"][1:]),
                        Clerk(left=1, top=2, blank_rows=True, percents=True)),
    "3-shebao-wangluo": (DATONG, Clerk(numbers_as_text=True, dates=True, spread=True)),
    "4-shebao-jingban": (dict(DATONG, notes=True), Clerk(attachment="附件1", cover=True, section_on_top=True)),
    "5-dangan-guanli": (SHANXI, Clerk(full_width=True, repeat_levels=True)),
    "6-shebao-dalou": (dict(SHANXI, texts=["项目实施和预算执行情况及分析", "产出情况及分析", "效益情况及分析",
                                           "满意度情况及分析"]), Clerk(blank_rows=True, attachment="附件 3：")),
    "7-jinbao-gongcheng": (dict(DATONG, two_levels=False, notes=True), Clerk(dates=True, left=2, spread=True)),
}
TARGETS = {
    "1-canjiren-baozhangjin": Clerk(thousands=True),
    "2-danwei-yunzhuan": Clerk(),
    "3-yishu-buzhu": Clerk(thousands=True, top=1),
    "4-zhucun-bangfu": Clerk(left=1, percents=True),
    "5-shebao-yewu": Clerk(numbers_as_text=True, repeat_levels=True),
    "6-dangzhibu-huodong": Clerk(full_width=True, cover=True, spread=True),
}


def main():
    seeds, out = sys.argv[1:]
    for name, (labels, clerk) in EVALUATIONS.items():
        with open(os.path.join(seeds, name + ".json"), encoding="utf-8") as file:
            type_evaluation(json.load(file)["form"], labels, clerk, os.path.join(out, name + ".xlsx"))
    for name, clerk in TARGETS.items():
        with open(os.path.join(seeds, "targets", name + ".json"), encoding="utf-8") as file:
            type_target(json.load(file), clerk, os.path.join(out, "target-" + name + ".xlsx"))


if __name__ == "__main__":
    main()
