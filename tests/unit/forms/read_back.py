"""Opens a spreadsheet with another library and says what it shows, as JSON.

usage: read_back.py FILE...   One object per file: sheets, and of the first one its cells, merges, set-up and notes.
"""
import json
import sys

import openpyxl


def color(cell):
    side = cell.border.left.style
    return {"font": cell.font.name, "size": cell.font.sz, "border": side or ""}


def value(cell):
    if cell.value is None:
        return ""
    return cell.value if isinstance(cell.value, str) else repr(cell.value)


def read(path):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, openpyxl.cell.MergedCell):
                continue
            cells[cell.coordinate] = {
                "text": value(cell), "kind": cell.data_type, "format": cell.number_format,
                "locked": bool(cell.protection.locked), "wrap": bool(cell.alignment.wrap_text),
                "note": cell.comment.text if cell.comment else "", **color(cell)}
    return {
        "sheets": [[s.title, s.sheet_state] for s in book.worksheets],
        "cells": cells,
        "merges": sorted(str(r) for r in sheet.merged_cells.ranges),
        "protected": bool(sheet.protection.sheet), "password": sheet.protection.password or "",
        "orientation": sheet.page_setup.orientation, "paper": str(sheet.page_setup.paperSize),
        "fit": [sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth,
                sheet.page_setup.fitToHeight],
        "centred": bool(sheet.print_options.horizontalCentered),
        "area": sheet.print_area if isinstance(sheet.print_area, str) else ",".join(sheet.print_area),
        "repeat": sheet.print_title_rows or "",
        "hidden_columns": sorted(k for k, d in sheet.column_dimensions.items() if d.hidden),
        "heights": [sheet.row_dimensions[i].height for i in range(1, sheet.max_row + 1)],
        "lists": sorted([str(v.sqref), v.formula1, v.errorStyle] for v in sheet.data_validations.dataValidation),
        "hidden": [c.value or "" for c in book[book.sheetnames[1]]["A"]] if len(book.sheetnames) > 1 else [],
        "title": book.properties.title, "created": book.properties.created.isoformat(),
        "modified": book.properties.modified.isoformat(),
    }


print(json.dumps({path: read(path) for path in sys.argv[1:]}, ensure_ascii=False))
