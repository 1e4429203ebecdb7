"""Reads an HTML file that Heng wrote: every element closed, every row of a table as wide as its columns.

Prints what stands in each row of its tables: "thead: a|b".
"""
import sys
from html.parser import HTMLParser

VOID = {"meta", "col", "br"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "main", "table", "colgroup", "col", "thead", "tbody", "tr",
           "td", "th", "h1", "h2", "h3", "h4", "p"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.columns, self.covered, self.row, self.width, self.free = [], 0, [], None, 0, []

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED, f"<{tag}>"
        values = dict(attributes)
        for name in values:
            assert name in {"lang", "charset", "http-equiv", "content", "name", "style", "class", "scope", "rowspan",
                            "colspan"}, name
        if tag == "table":
            self.columns, self.covered = 0, []
        if tag == "col":
            self.columns += 1
        if tag in ("thead", "tbody"):
            assert not any(self.covered), "a cell reaches out of its part of the table"
            self.covered = [0] * self.columns
        if tag == "tr":
            self.row = []
            self.width = sum(1 for rows in self.covered if rows)
            self.free = [at for at, rows in enumerate(self.covered) if not rows]
            self.covered = [max(0, rows - 1) for rows in self.covered]
        if tag in ("td", "th"):
            rows, columns = int(values.get("rowspan", 1)), int(values.get("colspan", 1))
            self.width += columns
            taken, self.free = self.free[:columns], self.free[columns:]
            assert len(taken) == columns, "a row is wider than the table"
            for at in taken:
                self.covered[at] = rows - 1
            self.row.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag not in VOID and self.open and self.open[-1] == tag, f"</{tag}> in {self.open}"
        self.open.pop()
        if tag == "tr":
            assert self.width == self.columns, f"a row of {self.width} in a table of {self.columns} columns"
            print(f"{self.open[-1]}: {'|'.join(self.row)}")
        if tag in ("thead", "tbody"):
            assert not any(self.covered), "a cell reaches out of its part of the table"

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.row[-1] += data
        elif self.open and self.open[-1] in ("table", "tr", "thead", "tbody"):
            assert not data.strip(), data

    def handle_comment(self, data):
        raise AssertionError(data)


reader = Reader()
with open(sys.argv[1], encoding="utf-8") as file:
    reader.feed(file.read())
reader.close()
assert not reader.open, reader.open
