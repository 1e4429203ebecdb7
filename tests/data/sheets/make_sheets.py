#!/usr/bin/env python3
"""Writes the spreadsheets of this folder anew, with openpyxl and LibreOffice: see README.md.

Run it in an empty copy of the folder and compare what is in the files, not their bytes: writers put times into them.
"""
import datetime
import pathlib
import subprocess
import sys
import tempfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, Side

OFFICE = "soffice"


def write_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "项目支出绩效自评表"
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for column, text in enumerate(["指标", "年度指标值", "实际完成值", "分值", "得分", "日期"], 1):
        sheet.cell(2, column, text).border = Border(bottom=Side("thin"))
    sheet["A3"] = "补助 ≥ 标准\n（第二行）"
    sheet["B3"] = 0.98
    sheet["B3"].number_format = "0%"
    sheet["C3"] = 0.4774
    sheet["C3"].number_format = "0.00%"
    sheet["D3"] = 88.77
    sheet["E3"] = 0.1 + 0.2
    sheet["F3"] = datetime.date(2022, 12, 31)
    sheet["F3"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["A4"] = "=D3+E3"
    sheet["B4"] = True
    sheet["C4"] = "#DIV/0!"
    sheet["D4"] = "007"
    sheet["E4"] = "=100100"
    sheet["E4"].data_type = "s"
    sheet["F4"] = datetime.datetime(2023, 1, 5, 9, 30)
    sheet.merge_cells("A5:B6")
    sheet["A5"] = "  前后有空格  "
    sheet["D5"].comment = Comment("批注不是内容", "x")
    sheet.column_dimensions["H"].hidden = True
    other = book.create_sheet("隐藏")
    other.sheet_state = "hidden"
    other["B2"] = 1007943.96
    book.save(path)


def convert(source, to, folder):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run([OFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to, "--outdir",
                        str(folder), str(source)], check=True, stdout=subprocess.DEVNULL)


def main():
    here = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    write_openpyxl(here / "openpyxl.xlsx")
    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        for kind in ("xlsx", "xls", "ods"):
            convert(here / "openpyxl.xlsx", kind, made)
            (here / f"libreoffice.{kind}").write_bytes((made / f"openpyxl.{kind}").read_bytes())


main()
