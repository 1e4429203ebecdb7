"""Opens spreadsheets with another library and says what they show, a line each, in fields between tabs:

  file   PATH
  cell   RANGE  s|n  NUMBER FORMAT  locked|open  BORDER  TEXT     of the first sheet; numbers as their format shows them
  note   CELL   TEXT
  list   RANGE  CHOICES  KIND OF MESSAGE
  is     NAME   VALUE                                             set-up and properties
  hidden TEXT                                                     column A of the second sheet

Line breaks in texts are written as ⏎, carriage returns as ␍, tabs as ␉.
"""
import decimal
import re
import sys

import openpyxl


def said(*fields):
    print(*[str(f).replace("\r", "␍").replace("\n", "⏎").replace("\t", "␉") for f in fields], sep="\t")


def shown(cell):
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    places = len(re.sub(r"^[^.]*\.?", "", cell.number_format))
    comma = "," if "," in cell.number_format else ""
    return format(decimal.Decimal(repr(cell.value)), f"{comma}.{places}f")


def cells(sheet, columns):
    merged = {r.start_cell.coordinate: r.coord for r in sheet.merged_cells.ranges}
    for row in sheet.iter_rows(max_col=columns):
        for cell in row:
            if isinstance(cell, openpyxl.cell.MergedCell):
                continue
            kind = "s" if isinstance(cell.value, str) or cell.value is None else cell.data_type
            said("cell", merged.get(cell.coordinate, cell.coordinate), kind, cell.number_format,
                 "locked" if cell.protection.locked else "open", cell.border.left.style or "", shown(cell))
            if cell.comment:
                said("note", cell.coordinate, cell.comment.text)
    for row in sheet.iter_rows(min_col=columns + 1):
        for cell in row:
            if cell.value is not None:
                said("row-id", cell.coordinate, cell.value)


def settings(book, sheet):
    width = {}
    for key, dimension in sheet.column_dimensions.items():
        width[key] = dimension
    hidden = [key for key, dimension in width.items() if dimension.hidden]
    said("is", "sheets", [(s.title, s.sheet_state) for s in book.worksheets])
    said("is", "page", sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToWidth,
         sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage,
         sheet.print_options.horizontalCentered, sheet.print_title_rows)
    said("is", "area", sheet.print_area if isinstance(sheet.print_area, str) else sheet.print_area[0])
    said("is", "protected", sheet.protection.sheet, sheet.protection.password or "no password")
    said("is", "hidden columns", *hidden)
    said("is", "font", *sorted({c.font.name for row in sheet.iter_rows() for c in row}))
    said("is", "title", book.properties.title, book.properties.created.isoformat(),
         book.properties.modified.isoformat())
    for validation in sheet.data_validations.dataValidation:
        said("list", validation.sqref, validation.formula1, validation.errorStyle)


for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    said("file", path)
    area = sheet.print_area if isinstance(sheet.print_area, str) else sheet.print_area[0]
    last = openpyxl.utils.cell.range_boundaries(area.split("!")[-1])[2]
    cells(sheet, last)
    settings(book, sheet)
    for cell in book.worksheets[1]["A"]:
        said("hidden", cell.value)
