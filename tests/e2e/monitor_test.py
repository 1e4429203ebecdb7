"""What those who look after the server see of it: /healthz, /readyz, /metrics, gRPC's health."""

import json
import re
import shutil
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from office import BIN, Office

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABELS = r'\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*\}'
SAMPLE = re.compile(rf"^({NAME})({LABELS})? (\S+)$")


def check_exposition(text):
    """Fails unless Prometheus would read it; returns {name{labels}: value}."""
    assert text.endswith("\n"), "the last line is not ended"
    types, samples, helped = {}, {}, set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in helped, f"described twice: {name}"
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in types and kind in ("counter", "gauge", "histogram"), line
            types[name] = kind
        else:
            match = SAMPLE.match(line)
            assert match, f"no sample: {line}"
            name, labels, value = match.groups()
            family = next(f for f in (name, re.sub("_(bucket|sum|count)$", "", name)) if f in types)
            assert types[family] != "counter" or name.endswith("_total"), line
            assert family in helped, line
            key = name + (labels or "")
            assert key not in samples, f"twice: {key}"
            samples[key] = float(value)
    for family in (name for name, kind in types.items() if kind == "histogram"):
        check_histogram(family, samples)
    return samples


def check_histogram(family, samples):
    """Buckets never fall, and the last one is the count."""
    series = {}
    for key, value in samples.items():
        match = re.match(rf'{family}_bucket\{{(.*?),?le="([^"]+)"\}}$', key)
        if match:
            series.setdefault(match.group(1), []).append((float(match.group(2)), value))
    assert series, family
    for labels, buckets in series.items():
        values = [value for _, value in sorted(buckets)]
        assert values == sorted(values), (family, labels)
        assert values[-1] == samples[f"{family}_count" + (f"{{{labels}}}" if labels else "")], (family, labels)
        assert buckets[-1][0] == float("inf")


class Monitor(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.__exit__)
        self.office.start()
        self.http = "http://" + re.search(r"http on ([0-9.:]+)", self.office.log()).group(1)

    def get(self, path):
        try:
            with urllib.request.urlopen(self.http + path, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8")

    def wait_for(self, condition):
        end = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), end, self.office.log())
            time.sleep(0.05)

    def curl(self, method, *more, **process):
        return subprocess.Popen(["curl", "-sS", "-N", "--http2-prior-knowledge", "-H", "content-type: application/grpc", "-H",
                                 "te: trailers", *more, f"http://{self.office.address}/{method}"], **process)

    def call(self, method):
        with self.curl(method, "--data-binary", "@-", "-D", "/dev/stderr", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE) as client:
            return client.communicate(bytes(5), timeout=30)

    def health(self):
        """1: SERVING, 2: NOT_SERVING."""
        return self.call("grpc.health.v1.Health/Check")[0][-1]

    def test_healthz_and_other_paths(self):
        self.assertEqual(self.get("/healthz"), (200, "ok\n"))
        self.assertEqual(self.get("/readyz"), (200, "ready\n"))
        self.assertEqual(self.get("/")[0], 404)
        self.assertIn("/readyz", self.get("/nothing")[1])

    def test_metrics_are_well_formed_and_count(self):
        for _ in range(3):
            self.call("heng.v1.EventService/GetEventHead")  # without credentials
        # The answer is counted before it is sent.
        samples = check_exposition(self.get("/metrics")[1])
        self.assertEqual(samples['heng_calls_total{method="GetEventHead",code="UNAUTHENTICATED"}'], 3)
        self.assertEqual(samples['heng_call_seconds_count{method="GetEventHead"}'], 3)
        self.assertEqual(samples['heng_calls_in_flight{method="GetEventHead"}'], 0)
        self.assertEqual(samples["heng_ready"], 1)
        self.assertGreater(samples["heng_store_writes_total"], 0, "the shipped policies")
        self.assertGreater(samples["heng_store_commit_seconds_count"], 0)
        self.assertGreater(samples["heng_store_wal_bytes"], 0)
        self.assertLess(abs(samples["heng_start_time_seconds"] - time.time()), 120)
        self.wait_for(lambda: check_exposition(self.get("/metrics")[1]).get("heng_last_event_sequence", 0) > 0)
        version = subprocess.run([BIN / "hengd", "--version"], capture_output=True, check=True).stdout.decode().split()[1]
        self.assertIn(f'heng_build_info{{version="{version}"}}', samples)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_has_nothing_to_say(self):
        done = subprocess.run(["promtool", "check", "metrics"], input=self.get("/metrics")[1].encode(), capture_output=True,
                              timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))

    def test_the_checker_bites(self):
        for text in ("a 1\n", "# HELP a x\n# TYPE a gauge\na 1", "# HELP a x\n# TYPE a gauge\na 1\na 1\n",
                     "# HELP a x\n# TYPE a counter\na 1\n", "# HELP a x\n# TYPE a gauge\na{b=c} 1\n",
                     '# HELP a x\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n'):
            with self.assertRaises((AssertionError, StopIteration, KeyError), msg=text):
                check_exposition(text)

    def test_a_store_that_is_gone_is_noticed_and_so_is_its_return(self):
        self.assertEqual(self.health(), 1)
        aside = self.office.store.with_suffix(".aside")
        self.office.store.rename(aside)
        self.wait_for(lambda: self.get("/readyz")[0] == 503)
        text = self.get("/readyz")[1]
        self.assertEqual(len(text.splitlines()), 1)
        self.assertIn(f"hengd check --store sqlite:{self.office.store}", text)
        self.assertEqual(self.get("/healthz")[0], 200)
        self.wait_for(lambda: self.health() == 2)
        self.assertIn("heng_ready 0\n", self.get("/metrics")[1])
        aside.rename(self.office.store)
        self.wait_for(lambda: self.get("/readyz")[0] == 200)
        self.wait_for(lambda: self.health() == 1)
        levels = [line["level"] for line in map(json.loads, self.office.log().splitlines()) if "ready" in line.get("message", "")]
        self.assertEqual(levels, ["error", "info"])

    def test_a_server_that_stops_says_so(self):
        # A stream that stays open keeps the server draining.
        with self.curl("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "-X", "POST", "-T", "-",
                       stdin=subprocess.PIPE, stdout=subprocess.PIPE) as stream:
            list_services = b"\x3a\x01*"
            stream.stdin.write(bytes([0, 0, 0, 0, len(list_services)]) + list_services)
            stream.stdin.flush()
            self.assertTrue(stream.stdout.read(1))
            self.office.process.terminate()
            self.wait_for(lambda: self.get("/readyz")[0] == 503)
            self.assertRegex(self.get("/readyz")[1], "stopping|停止")
            self.assertIn("heng_ready 0\n", self.get("/metrics")[1])
            stream.stdin.close()
            self.assertEqual(self.office.process.wait(timeout=60), 0)

    def test_a_taken_port_is_said_before_a_store_is_made(self):
        for flag, address in (("--listen", self.office.address), ("--http-listen", self.http.removeprefix("http://"))):
            with Office() as other:
                other.stop()
                other.store.unlink()
                command = [str(part) for part in other.hengd_command()]
                command[command.index(flag) + 1] = address
                done = subprocess.run(command, capture_output=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 1, done)
                (line,) = done.stderr.decode("utf-8").splitlines()
                for word in (address, flag):
                    self.assertIn(word, line)
                self.assertFalse(other.store.exists())


if __name__ == "__main__":
    unittest.main()
