#!/usr/bin/env python3
"""How fast spreadsheets are imported, beside how fast openpyxl reads the same files; both in one run.

10 000 forms, varied from the seed forms, are kept by one hengd and exported as .xlsx, one file each. Then
  * `heng import FILE… --results` reads, compares, scores and keeps them with a second, empty hengd, client and server
    sharing the machine;
  * openpyxl reads the cells of the visible sheet of the same files into lists, and does nothing else; in one process,
    and in as many as there are cores.

    tests/bench/bench_import.py [--forms 10000] [--reader-forms 1000]

The reader is given a part of the files where --reader-forms says so; forms a second is what is compared, and, on a machine
that has other work, processor time (of client and server together; for several processes of the reader it is not known).
"""

import argparse
import itertools
import json
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from office import BIN, Office, seed_files  # noqa: E402

YEARS = range(2001, 2101)
CHUNK = 2000  # paths of one command line


def varied_forms(count):
    """Other years, counts of people, amounts and rows: no two files are alike."""
    rng = random.Random(7)
    seeds = [json.loads(path.read_text(encoding="utf-8"))["form"] for path in seed_files()]
    projects = [(seed, number) for number in range(-(-count // (len(YEARS) * len(seeds)))) for seed in seeds]
    for (seed, number), year in itertools.islice(itertools.product(projects, YEARS), count):
        form = json.loads(json.dumps(seed))
        form["fiscalYear"] = year
        if number:
            form["subject"] = f"{seed['subject']}-{number}"
        for row in form["indicators"]:
            if rng.random() < 0.3 and "actual" in row:
                row["actual"] = f"{rng.randrange(1, 99999)}人"
        form["indicators"] = form["indicators"][: rng.randrange(6, len(form["indicators"]) + 1)]
        yield form


def more_projects(office, count):
    """Projects beside those of the seeds, so that every form has a key of its own."""
    needed = -(-count // (len(YEARS) * 7))
    rows = ["id,title,org"]
    for path in seed_files():
        form = json.loads(path.read_text(encoding="utf-8"))["form"]
        rows += [f"{form['subject'].split('/')[1]}-{n},项目{n},{form['org'].split('/')[1]}" for n in range(1, needed)]
    if len(rows) > 1:
        table = office.directory / "projects.csv"
        table.write_text("\n".join(rows), encoding="utf-8")
        done = office.heng("project", "import", table)
        assert done.code == 0, done


def run(office, *arguments):
    done = subprocess.run([BIN / "heng", *map(str, arguments), "--quiet"], env=office.environment(), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    return done.stdout.decode()


def make_files(folder, count):
    forms = folder / "forms"
    forms.mkdir()
    for k, form in enumerate(varied_forms(count)):
        (forms / f"{k:05}.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    sheets = folder / "sheets"
    sheets.mkdir()
    with Office() as office:
        more_projects(office, count)
        names = []
        files = sorted(forms.iterdir())
        for at in range(0, count, CHUNK):
            names += [json.loads(line)["name"] for line in
                      run(office, "import", *files[at:at + CHUNK], "-o", "json").splitlines()]
        for at in range(0, count, CHUNK):
            part = sheets / f"{at:05}"
            part.mkdir()
            run(office, "export", *names[at:at + CHUNK], "--out", part)
    return sorted(sheets.glob("*/*.xlsx"))


def read_cells(path):
    import openpyxl
    book = openpyxl.load_workbook(path, read_only=True)
    sheet = next(s for s in book.worksheets if s.sheet_state == "visible")
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    book.close()
    return sum(len(row) for row in cells)


class Cost:
    """Seconds of the wall clock and of processors that some work takes, its children's and a server's included."""

    def __init__(self, work, server=None):
        before = self.processors(server)
        begin = time.monotonic()
        work()
        self.wall = time.monotonic() - begin
        self.cpu = self.processors(server) - before

    @staticmethod
    def processors(server):
        used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        if server:
            fields = Path(f"/proc/{server}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
            used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return used

    def say(self, what, forms):
        print(f"{what:22} {self.wall:7.1f} s {forms / self.wall:7.0f} forms/s   {1000 * self.cpu / forms:6.2f} ms of "
              f"processor a form   (of {forms})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--reader-forms", type=int, default=0, help="of the same files; 0: all")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="heng-bench-"))
    try:
        files = make_files(folder, options.forms)
        size = sum(path.stat().st_size for path in files)
        print(f"{len(files)} files, {size / len(files) / 1024:.1f} KiB each; {os.cpu_count()} cores, "
              f"load {os.getloadavg()[0]:.1f}", flush=True)
        with Office() as office:
            more_projects(office, options.forms)
            results = folder / "results.jsonl"
            ours = Cost(lambda: run(office, "import", *files, "--results", results), office.process.pid)
            lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
            assert len(lines) == len(files) and all(line["outcome"] == "created" for line in lines)
            log = office.log()
        ours.say("heng import", len(files))
        part = files[: options.reader_forms or len(files)]
        read_cells(part[0])  # the library is loaded
        single = Cost(lambda: [read_cells(path) for path in part])
        single.say("openpyxl, 1 process", len(part))
        cores = os.cpu_count()
        pool = multiprocessing.Pool(cores)
        pool.map(read_cells, part[:8])
        several = Cost(lambda: pool.map(read_cells, part, chunksize=20))
        pool.close()
        pool.join()
        print(f"openpyxl, {cores} processes   {several.wall:7.1f} s {len(part) / several.wall:7.0f} forms/s   (of {len(part)})")
        scale = len(files) / len(part)
        print(f"ratio: {single.wall * scale / ours.wall:.1f} x one process, {several.wall * scale / ours.wall:.1f} x "
              f"{cores} processes; by processor time {single.cpu * scale / ours.cpu:.1f} x")
        if "error" in log.lower():
            print(log[-2000:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
