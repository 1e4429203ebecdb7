"""What those who look after the server see of it: /healthz, /readyz, /metrics, gRPC's health."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from database import Database
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


@contextlib.contextmanager
def open_stream(address, path):
    """A call whose request never ends, under way at the server: HTTP/2 by hand, since no client wants to do that."""
    def frame(kind, flags, stream, payload=b""):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    headers = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "x", "content-type": "application/grpc",
               "te": "trailers"}
    block = b"".join(bytes([0, len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
                     for name, value in headers.items())
    ping = frame(6, 0, 0, b"whenseen")
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0) + frame(1, 4, 1, block) + ping)
        seen = b""
        while frame(6, 1, 0, b"whenseen") not in seen:  # answered in order: then the server knows the stream
            seen += connection.recv(4096)
        yield


class Watched(unittest.TestCase):
    """A server whose pages are read."""

    def start(self):
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

    def call(self, method):
        """The answer to an empty message."""
        done = subprocess.run(["curl", "-sS", "--max-time", "30", "--http2-prior-knowledge", "-H",
                               "content-type: application/grpc", "-H", "te: trailers", "--data-binary", "@-",
                               f"http://{self.office.address}/{method}"], input=bytes(5), capture_output=True, timeout=60,
                              check=False)
        return done.stdout

    def health(self):
        """1: SERVING, 2: NOT_SERVING."""
        return self.call("grpc.health.v1.Health/Check")[-1]


class Monitor(Watched):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.__exit__)
        self.start()

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
        with open_stream(self.office.address, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"):
            self.office.process.terminate()  # and the stream keeps it from ending
            self.wait_for(lambda: self.get("/readyz")[0] == 503)
            self.assertRegex(self.get("/readyz")[1], "stopping|停止")
            self.assertIn("heng_ready 0\n", self.get("/metrics")[1])
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


class MonitorOnPostgres(Watched, Database):
    """The same server on a database that is killed."""

    def test_a_killed_database_is_noticed_and_so_is_its_return(self):
        self.make_database()
        self.start_database()
        store = self.location
        subprocess.run([BIN / "hengd", "migrate", "--store", store], check=True, capture_output=True, timeout=60)
        self.office = Office("--store", store, bare=True)
        self.addCleanup(self.office.__exit__)
        plain = self.office.hengd_command()
        del plain[plain.index("--store"):plain.index("--store") + 2]
        self.office.hengd_command = lambda: plain
        self.start()
        self.assertEqual(self.get("/readyz"), (200, "ready\n"))
        self.kill_database()
        self.wait_for(lambda: self.get("/readyz")[0] == 503)
        text = self.get("/readyz")[1]
        self.assertEqual(len(text.splitlines()), 1)
        self.assertIn(f"hengd check --store {store}", text)
        self.wait_for(lambda: self.health() == 2)
        self.assertEqual(check_exposition(self.get("/metrics")[1])["heng_ready"], 0)
        self.start_database()
        self.wait_for(lambda: self.get("/readyz")[0] == 200)
        self.wait_for(lambda: self.health() == 1)


if __name__ == "__main__":
    unittest.main()
