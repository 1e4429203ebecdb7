#!/usr/bin/env python3
"""Writes seeds/twins/ from the seven complete forms in seeds/.

Every form gets two twins without `name`:
  <stem>.no-total.json     claimedTotal and claimedGrade left out
  <stem>.wrong-total.json  claimedTotal one point too low, still in the same grade

With --check nothing is written; the exit code is 1 if a twin is missing, differs or is one too many.
"""

import argparse
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

SEEDS = Path(__file__).resolve().parent / "seeds"
TWINS = SEEDS / "twins"
FORM_COUNT = 7


def grade(total):
    """The letter of a total: 优 from 90, 良 from 80, 中 from 60, else 差."""
    return next((letter for bound, letter in ((90, "优"), (80, "良"), (60, "中")) if total >= bound), "差")


def replace_line(text, field, line):
    """Replaces the one line that holds `field`; an empty `line` drops it. Keeps the layout of all others."""
    text, count = re.subn(rf'^ *"{field}": .*\n', line, text, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"{field} must stand on exactly one line of its own, found {count}")
    return text


def drop_name(text):
    """Drops the envelope's name; indicator names stand inside their row's line."""
    text, count = re.subn(r'\A\{\n  "name": "evaluations/[^"]*",\n', "{\n", text)
    if count != 1:
        raise ValueError("the form must begin with its evaluations/ name")
    return text


def twins_of(stem, text):
    form = json.loads(text)["form"]
    total = Decimal(form["claimedTotal"])
    wrong = total - 1
    if not grade(wrong) == grade(total) == form["claimedGrade"]:
        raise ValueError(f"{stem}: {wrong} is not {form['claimedGrade']}")
    nameless = drop_name(text)
    without_grade = replace_line(nameless, "claimedGrade", "")
    twins = {
        f"{stem}.no-total.json": replace_line(without_grade, "claimedTotal", ""),
        f"{stem}.wrong-total.json": replace_line(nameless, "claimedTotal", f'    "claimedTotal": "{wrong}",\n'),
    }
    for twin in twins.values():
        json.loads(twin)
    return twins


def all_twins():
    forms = sorted(SEEDS.glob("*.json"))
    if len(forms) != FORM_COUNT:
        raise ValueError(f"{SEEDS} holds {len(forms)} forms, not {FORM_COUNT}")
    twins = {}
    for path in forms:
        twins.update(twins_of(path.stem, path.read_text(encoding="utf-8")))
    return twins


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check

    twins = all_twins()
    present = {path.name: path.read_text(encoding="utf-8") for path in TWINS.glob("*.json")}
    stale = sorted(name for name in twins.keys() | present.keys() if twins.get(name) != present.get(name))
    if check:
        for name in stale:
            print(f"seeds/twins/{name} is not what make_twins.py writes; run it without --check", file=sys.stderr)
        return 1 if stale else 0

    TWINS.mkdir(exist_ok=True)
    for name in stale:
        if name in twins:
            (TWINS / name).write_text(twins[name], encoding="utf-8")
        else:
            (TWINS / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
