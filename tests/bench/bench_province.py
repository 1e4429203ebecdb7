#!/usr/bin/python3
"""A province through the public API: how fast its evaluations come in, are counted, simulated and go out again, and what
memory hengd takes for it.

Twins of the seven seed forms, each with amounts and scores of its own, one for each project; 20 projects a unit; a
department of 2 000 units (as many as there are, where there are fewer), the others in departments of 500. For every size a
hengd with a store of its own (embedded), client and server on the same machine:
  * orgs and projects by ImportOrgs and ImportProjects;
  * forms by ImportEvaluations (submitted), 500 a request, one stream, four requests ahead of the answers;
  * CountEvaluations of the department and of the province: the median of 9;
  * SimulatePolicy of all of them under mof-2020;
  * ExportResults of all of them as CSV;
  * peak memory of hengd (VmHWM) behind each step.

    tests/bench/bench_province.py [--forms 4500,45000] [--directory /var/tmp]

Prints a line a step, forms a second, and at the end how the time of each step grew beside the number of forms. Figures from
a tmpfs say nothing about durability. Debian: python3-grpcio, python3-protobuf, protobuf-compiler; run by /usr/bin/python3.
"""

import argparse
import json
import pathlib
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = ROOT / "tests/data/seeds"
BATCH = 500
AHEAD = 4
PROJECTS_A_UNIT = 20
BIG_DEPARTMENT, DEPARTMENT = 2000, 500  # units
MONEY = ("declaredInTarget", "initialBudget", "annualBudget", "executed", "claimedUnspent")
VARIANTS = 30  # of each seed form


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def scaled(amount, factor):
    yuan, _, cents = amount.partition(".")
    hundredths = (int(yuan) * 100 + int((cents + "00")[:2])) * factor
    return f"{hundredths // 100}.{hundredths % 100:02}"


def templates(api, json_format):
    """Forms without subject and org, serialized."""
    found = []
    for path in sorted(SEEDS.glob("[1-7]-*.json")):
        for variant in range(VARIANTS):
            form = json.loads(path.read_text(encoding="utf-8"))["form"]
            for key in ("subject", "org", "claimedTotal", "claimedGrade"):
                form.pop(key, None)
            lines = [form["funds"]["total"]] + [line for part in form["funds"].get("breakdowns", []) for line in part["lines"]]
            for line in lines:
                line.update({key: scaled(line[key], variant + 1) for key in MONEY if key in line})
            rows = [row for row in form["indicators"] if "claimed" in row and row["claimed"] not in ("", "0")]
            row = rows[variant % len(rows)]
            row["claimed"] = f"{max(float(row['claimed']) - variant * 0.25, 0):.2f}"
            found.append(json_format.ParseDict(form, api["form"].FormContent()).SerializeToString())
    return found


class Hengd:
    def __init__(self, binaries, folder, api, grpc):
        self.api, self.folder = api, folder
        store = f"sqlite:{folder}/heng.db"
        token_file = folder / "token"
        subprocess.run([binaries / "hengd", "init", "--store", store, "--org", "province", "--title", "省", "--code", "140000",
                        "--token-file", token_file], check=True, capture_output=True)
        self.process = subprocess.Popen([binaries / "hengd", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0",
                                         "--store", store, "--default-policy", "shanxi-2022"], stdout=subprocess.PIPE,
                                        stderr=open(folder / "log", "wb"))
        address = self.process.stdout.readline().decode().strip()
        self.metadata = [("authorization", "Bearer " + token_file.read_text().strip())]
        self.channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", 8 << 20)])

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def call(self, method, request, response):
        return self.channel.unary_unary("/heng.v1." + method, lambda r: r.SerializeToString(), response.FromString)(
            request, metadata=self.metadata, timeout=60)

    def stream(self, method, request, response):
        return self.channel.unary_stream("/heng.v1." + method, lambda r: r.SerializeToString(), response.FromString)(
            request, metadata=self.metadata)

    def batches(self, method, requests, response):
        """Answers to `requests` (bytes), a few of them ahead."""
        ahead = queue.Queue(AHEAD)

        def sent():
            for request in requests:
                ahead.put(None)
                yield request

        for answer in self.channel.stream_stream("/heng.v1." + method, lambda r: r, response.FromString)(
                sent(), metadata=self.metadata):
            ahead.get()
            yield answer

    def peak_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    def processor_s(self):
        parts = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / 100


class Province:
    def __init__(self, forms):
        self.forms = forms
        self.units = -(-forms // PROJECTS_A_UNIT)

    def department(self, unit):
        return 0 if unit < BIG_DEPARTMENT else 1 + (unit - BIG_DEPARTMENT) // DEPARTMENT

    def orgs(self, api):
        for i in range(self.department(self.units - 1) + 1):
            yield api["directory"].Org(name=f"orgs/d-{i}", title=f"部门{i}", type="DEPARTMENT", parent="orgs/province",
                                       code=f"d{i}")
        for i in range(self.units):
            yield api["directory"].Org(name=f"orgs/u-{i}", title=f"单位{i}", type="UNIT",
                                       parent=f"orgs/d-{self.department(i)}", code=f"u{i}")

    def projects(self, api):
        for i in range(self.forms):
            yield api["directory"].Project(name=f"projects/p-{i}", title=f"项目{i}", org=f"orgs/u-{i // PROJECTS_A_UNIT}")

    def requests(self, contents):
        head = field(1, b"province") + b"\x18\x01"  # batch, submit
        for begin in range(0, self.forms, BATCH):
            rows = []
            for i in range(begin, min(begin + BATCH, self.forms)):
                form = field(1, f"projects/p-{i}".encode()) + field(3, f"orgs/u-{i // PROJECTS_A_UNIT}".encode())
                evaluation = field(20, form + contents[i % len(contents)])
                rows.append(field(2, field(1, str(i).encode()) + field(2, evaluation)))
            yield head + b"".join(rows)


def in_batches(things):
    batch = []
    for thing in things:
        batch.append(thing)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Report:
    def __init__(self, forms, hengd):
        self.forms, self.hengd, self.seconds = forms, hengd, {}

    def step(self, name, count, work):
        processor, begin = self.hengd.processor_s(), time.monotonic()
        result = work()
        seconds = time.monotonic() - begin
        self.seconds[name] = seconds
        print(f"{self.forms:>7} {name:<22} {seconds:>9.2f} s {count / seconds:>9.0f} /s   processor of hengd "
              f"{self.hengd.processor_s() - processor:>8.2f} s   peak {self.hengd.peak_mb():>5} MB", flush=True)
        return result

    def median(self, name, work, rounds=9):
        times = []
        for _ in range(rounds):
            begin = time.monotonic()
            result = work()
            times.append(time.monotonic() - begin)
        self.seconds[name] = statistics.median(times)
        print(f"{self.forms:>7} {name:<22} {self.seconds[name] * 1000:>9.1f} ms (slowest {max(times) * 1000:.1f} ms)", flush=True)
        return result


def import_forms(hengd, api, province, contents):
    outcomes = {}
    for answer in hengd.batches("EvaluationService/ImportEvaluations", province.requests(contents),
                                api["evaluation_service"].ImportEvaluationsResponse):
        for result in answer.results:
            key = (result.outcome, result.reason)
            outcomes[key] = outcomes.get(key, 0) + 1
    created = api["evaluation_service"].EvaluationResult.CREATED
    if outcomes != {(created, ""): province.forms}:
        sys.exit(f"not all forms were created: {outcomes}")


def run(size, binaries, folder, api, grpc, json_format, contents):
    hengd = Hengd(binaries, folder, api, grpc)
    province, report = Province(size), Report(size, hengd)
    access, directory = api["access_service"], api["directory_service"]
    evaluations, policies, budgets = api["evaluation_service"], api["policy_service"], api["budget_service"]
    for role in ("INTEGRATOR", "FINANCE"):
        hengd.call("AccessService/AddGrant", access.AddGrantRequest(
            principal="principals/admin", grant=dict(role=role, org="orgs/province", clearance=True)),
            api["access"].Principal)

    def import_all(method, request, things, response):
        for batch in in_batches(things):
            answer = hengd.call("DirectoryService/" + method, request(batch), response)
            wrong = [result for result in answer.results if result.reason]
            if wrong:
                sys.exit(f"{method}: {wrong[0]}")

    report.step("import orgs", province.units, lambda: import_all(
        "ImportOrgs", lambda batch: directory.ImportOrgsRequest(orgs=batch), province.orgs(api), directory.ImportOrgsResponse))
    report.step("import projects", size, lambda: import_all(
        "ImportProjects", lambda batch: directory.ImportProjectsRequest(projects=batch), province.projects(api),
        directory.ImportProjectsResponse))
    report.step("import evaluations", size, lambda: import_forms(hengd, api, province, contents))
    for name, org in (("count the department", "orgs/d-0"), ("count all", "")):
        counted = report.median(name, lambda org=org: hengd.call(
            "EvaluationService/CountEvaluations", evaluations.CountEvaluationsRequest(org=org),
            evaluations.CountEvaluationsResponse))
    assert counted.count == size, counted

    def simulate():
        for message in hengd.stream("PolicyService/SimulatePolicy", policies.SimulatePolicyRequest(policy="policies/mof-2020"),
                                    policies.SimulatePolicyResponse):
            pass
        return message.result

    result = report.step("simulate", size, simulate)
    assert result.forms == size, result
    print(f"{size:>7} totals changed {result.totals_changed}, grades changed {result.grades_changed}")

    def export():
        request = budgets.ExportResultsRequest(format="CSV")
        done = 0
        for part in hengd.stream("BudgetService/ExportResults", request, budgets.ExportResultsResponse):
            done = part.row_count if part.done else 0
        return done

    rows = report.step("export CSV", size, export)
    assert rows == size, rows
    store = sum(path.stat().st_size for path in folder.glob("heng.db*")) >> 20
    print(f"{size:>7} store {store} MB, {store * 1024 / size:.1f} KB a form", flush=True)
    hengd.stop()
    return report.seconds


def load_api(folder):
    import importlib
    protos = [str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto").glob("**/*.proto")]
    subprocess.run(["protoc", "-I", ROOT / "proto", f"--python_out={folder}", *protos], check=True)
    sys.path.insert(0, str(folder))
    return {path.stem.removesuffix("_pb2"): importlib.import_module("heng.v1." + path.stem)
            for path in (folder / "heng/v1").glob("*_pb2.py")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", default="4500,45000", help="sizes, the smallest first (default: %(default)s)")
    parser.add_argument("--directory", default=None, help="where the stores are made: 12 KB a form")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/dev/bin", help="where hengd is")
    options = parser.parse_args()
    import grpc
    from google.protobuf import json_format
    seconds = {}
    with tempfile.TemporaryDirectory(prefix="heng-api-") as generated:
        api = load_api(pathlib.Path(generated))
        contents = templates(api, json_format)
        for size in map(int, options.forms.split(",")):
            folder = pathlib.Path(tempfile.mkdtemp(prefix="heng-province-", dir=options.directory))
            try:
                seconds[size] = run(size, options.bin, folder, api, grpc, json_format, contents)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    sizes = sorted(seconds)
    for before, after in zip(sizes, sizes[1:]):
        print(f"from {before} to {after} forms ({after / before:.1f} times as many): " + ", ".join(
            f"{name} {seconds[after][name] / seconds[before][name]:.1f}" for name in seconds[after]))


main()
