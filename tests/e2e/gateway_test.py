"""The methods over HTTP, with a client that knows nothing of them: http.client against a real hengd."""

import concurrent.futures
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import unittest

from office import BIN, ROOT, Office, seed_files

EVALUATIONS = "/heng.v1.EvaluationService/"
JSON = "application/json"
STREAM = "application/connect+json"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def reason(self):
        return next(d["debug"]["reason"] for d in self.json()["details"] if d["type"] == "google.rpc.ErrorInfo")

    def fields(self):
        return {v.get("field", ""): v["description"] for d in self.json()["details"] if d["type"] == "google.rpc.BadRequest"
                for v in d["debug"]["fieldViolations"]}


def http_address(office):
    host, port = re.findall(r"http on ([\d.]+):(\d+)", office.log())[-1]
    return host, int(port)


class Caller:
    """One connection."""

    def __init__(self, office, context=None, token=None):
        host, port = http_address(office)
        self.connection = (http.client.HTTPConnection(host, port, timeout=60) if context is None else
                           http.client.HTTPSConnection("localhost", port, timeout=60, context=context))
        self.token = office.token_file.read_text().strip() if token is None and office.token_file.exists() else token

    def call(self, method, body="", content_type=JSON, verb="POST", **headers):
        sent = {"Content-Type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.connection.request(verb, method if method.startswith("/") else EVALUATIONS + method, data, sent)
        return Answer(self.connection.getresponse())

    def close(self):
        self.connection.close()


def envelope(message, flags=0):
    return struct.pack(">BI", flags, len(message)) + message


def envelopes(body):
    """[(flags, message)]"""
    out = []
    while body:
        flags, size = struct.unpack(">BI", body[:5])
        out.append((flags, body[5:5 + size]))
        assert len(out[-1][1]) == size, "cut off"
        body = body[5 + size:]
    return out


class Gateway(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.__exit__)
        self.office.start()
        self.caller = Caller(self.office)
        self.addCleanup(self.caller.close)

    def seed(self, number=0):
        return json.loads(seed_files()[number].read_text(encoding="utf-8"))

    def test_a_real_form_there_and_back(self):
        seed = self.seed()
        answer = self.caller.call("SubmitEvaluation", {"evaluation": seed, "requestId": "http-1"})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers["Content-Type"], JSON)
        self.assertNotIn(b"\n", answer.body)
        submitted = answer.json()
        self.assertEqual(submitted["score"]["grade"], "优")
        self.assertEqual(self.caller.call("SubmitEvaluation", {"requestId": "http-1", "evaluation": seed}).json(), submitted)
        read = self.caller.call("GetEvaluation", {"name": seed["name"]}).json()
        self.assertEqual(read["form"]["indicators"], seed["form"]["indicators"])
        shown = self.office.heng("eval", "get", seed["name"], "-o", "json")
        self.assertEqual(shown.json()["form"], read["form"], "what HTTP gives is what heng gives")
        listed = self.caller.call("ListEvaluations", "").json()
        self.assertEqual([form["name"] for form in listed["evaluations"]], [seed["name"]])
        self.assertIn('"peer":"http:127.0.0.1:', self.office.log())

    def test_proto_and_gzip(self):
        seed = self.seed()
        packed = gzip.compress(json.dumps({"evaluation": seed}).encode())
        self.assertEqual(self.caller.call("SubmitEvaluation", packed, Content_Encoding="gzip").status, 200)
        name = seed["name"].encode()
        request = b"\x0a" + bytes([len(name)]) + name
        plain = self.caller.call("GetEvaluation", request, "application/proto")
        self.assertEqual((plain.status, plain.headers["Content-Type"]), (200, "application/proto"))
        zipped = self.caller.call("GetEvaluation", request, "application/proto", Accept_Encoding="br, gzip")
        self.assertEqual(zipped.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(zipped.body), plain.body)
        bomb = gzip.compress(b" " * (5 << 20))
        answer = self.caller.call("GetEvaluation", bomb, Content_Encoding="gzip")
        self.assertEqual((answer.status, answer.reason()), (429, "MESSAGE_TOO_LARGE"))

    def test_wrong_json_is_named_with_its_place(self):
        answer = self.caller.call("SubmitEvaluation", '{"evaluation": {"form": {\n "fiscalYaer": 2022,\n'
                                                      ' "indicators": [{"weight": 10}]}}}')
        self.assertEqual((answer.status, answer.json()["code"], answer.reason()), (400, "invalid_argument", "UNREADABLE_REQUEST"))
        fields = answer.fields()
        self.assertIn("fiscalYear", fields["evaluation.form.fiscalYaer"])
        self.assertIn('"10"', fields["evaluation.form.indicators[0].weight"])
        self.assertIn("line 3", fields["evaluation.form.indicators[0].weight"])
        for body in ("{", "[]", '{"name": "\xff"}'.encode("latin-1"), "nothing"):
            self.assertEqual(self.caller.call("GetEvaluation", body).reason(), "UNREADABLE_REQUEST", body)

    def test_credentials_come_first(self):
        stranger = Caller(self.office, token="heng_nobody")
        self.addCleanup(stranger.close)
        for body in ("{", '{"name":"evaluations/none"}'):
            answer = stranger.call("GetEvaluation", body)
            self.assertEqual((answer.status, answer.json()["code"], answer.reason()),
                             (401, "unauthenticated", "TOKEN_MALFORMED"), body)
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        self.assertNotIn("heng_nobody", self.office.log())
        nobody = Caller(self.office, token="")
        self.addCleanup(nobody.close)
        self.assertEqual(nobody.call("GetEvaluation").reason(), "CREDENTIALS_MISSING")

    def test_what_is_no_call(self):
        for path, verb, content_type, status, reason in (
                ("/heng.v1.EvaluationService/None", "POST", JSON, 404, "METHOD_UNKNOWN"),
                ("/nothing", "POST", JSON, 404, "METHOD_UNKNOWN"),
                ("GetEvaluation", "PUT", JSON, 405, "POST_ONLY"),
                ("GetEvaluation", "GET", JSON, 405, "POST_ONLY"),
                ("GetEvaluation", "POST", "text/plain", 415, "WRONG_CONTENT_TYPE"),
                ("GetEvaluation", "POST", "application/json; charset=gbk", 415, "WRONG_CONTENT_TYPE"),
                ("/heng.v1.EventService/WatchEvents", "POST", JSON, 415, "WRONG_CONTENT_TYPE"),
                ("/heng.v1.BudgetService/ImportBudgets", "POST", JSON, 501, "NOT_OVER_HTTP")):
            answer = self.caller.call(path, "{}", content_type, verb)
            self.assertEqual((answer.status, answer.reason()), (status, reason), path)
        self.assertIn("ImportBudgetBatch", answer.json()["message"])
        for header, value, status, reason in (("Connect-Protocol-Version", "2", 400, "WRONG_HEADER"),
                                              ("Connect-Timeout-Ms", "soon", 400, "WRONG_HEADER"),
                                              ("Content-Encoding", "br", 501, "WRONG_ENCODING")):
            answer = self.caller.call("GetEvaluation", "{}", **{header: value})
            self.assertEqual((answer.status, answer.reason()), (status, reason), header)
        options = self.caller.call("GetEvaluation", verb="OPTIONS", Origin="https://example.org")
        self.assertEqual((options.status, options.headers["Allow"]), (204, "POST, OPTIONS"))
        self.assertFalse([name for name in options.headers if name.lower().startswith("access-control")])
        late = self.caller.call("ListEvaluations", "{}", Connect_Timeout_Ms="0", Connect_Protocol_Version="1")
        self.assertEqual((late.status, late.json()["code"]), (504, "deadline_exceeded"))

    def test_streams_end_with_how_they_went(self):
        def watch(body, caller=self.caller, **headers):
            answer = caller.call("/heng.v1.EventService/WatchEvents", body, STREAM, **headers)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, STREAM))
            return envelopes(answer.body)

        for body in (b"", envelope(b"{}")[:4], envelope(b"{}") * 2, envelope(b"{}", 2), envelope(b"{}", 1), envelope(b"{")):
            ((flags, last),) = watch(body)
            self.assertEqual(flags, 2)
            error = json.loads(last)["error"]
            self.assertEqual(error["details"][0]["debug"]["reason"], "UNREADABLE_REQUEST", body)
        stranger = Caller(self.office, token="heng_nobody")
        self.addCleanup(stranger.close)
        ((_, last),) = watch(envelope(b"{}"), stranger)
        self.assertEqual(json.loads(last)["error"]["code"], "unauthenticated")
        self.assertEqual(self.caller.call("GetEvaluation", {"name": "evaluations/none-1"}).reason(), "EVALUATION_NOT_FOUND")

    def test_large_bodies(self):
        fresh = Caller(self.office)
        answer = fresh.call("GetEvaluation", " " * (5 << 20))
        self.assertEqual((answer.status, answer.reason()), (413, "MESSAGE_TOO_LARGE"))
        fresh.close()
        answer = self.caller.call("GetEvaluation", " " * (3 << 20) + '{"name":"evaluations/none-1"}')
        self.assertEqual(answer.reason(), "EVALUATION_NOT_FOUND", "below the limit white space is none of our business")

    def test_a_killed_server_and_its_return(self):
        seed = self.seed()
        self.assertEqual(self.caller.call("SubmitEvaluation", {"evaluation": seed}).status, 200)
        self.office.kill()
        with self.assertRaises(OSError):
            Caller(self.office).call("GetEvaluation", {"name": seed["name"]})
        self.office.serve()
        again = Caller(self.office)
        self.addCleanup(again.close)
        self.assertEqual(again.call("GetEvaluation", {"name": seed["name"]}).json()["name"], seed["name"])

    def test_five_hundred_idle_connections_are_in_nobodys_way(self):
        host, port = http_address(self.office)
        idle = [socket.create_connection((host, port)) for _ in range(500)]
        for slow in idle[::2]:
            slow.sendall(b"POST /heng.v1.EvaluationService/GetEvaluation HTTP/1.1\r\nHost")
        try:
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                over_grpc = [pool.submit(self.office.heng, "eval", "list") for _ in range(4)]
                for _ in range(50):
                    self.assertEqual(self.caller.call("ListEvaluations", "{}").status, 200)
                self.assertEqual([done.result().code for done in over_grpc], [0] * 4)
            threads = len(list(pathlib.Path(f"/proc/{self.office.process.pid}/task").iterdir()))
            self.assertLess(threads, 100)
        finally:
            for connection in idle:
                connection.close()

    def test_a_server_that_stops_finishes_what_is_under_way(self):
        self.assertEqual(self.caller.call("ListEvaluations").status, 200)
        self.assertEqual(self.office.stop(), 0)  # though our connection is open


class Switches(unittest.TestCase):
    def test_the_methods_can_be_left_out(self):
        with Office("--no-http-api") as office:
            answer = Caller(office).call("GetEvaluation", "{}")
            self.assertEqual(answer.status, 404)
            self.assertEqual(Caller(office).call("/healthz", verb="GET").status, 200)

    def test_off_loopback_wants_tls(self):
        for flags, words in (((), ["http.allow_remote"]), (("--http-allow-remote",), ["http.tls", "http.api = false"]),
                             (("--http-allow-remote", "--http-tls"), ["tls.certificate"])):
            done = subprocess.run([BIN / "hengd", "config", "--check", "--http-listen", "0.0.0.0:0", *flags], check=False,
                                  env=dict(os.environ, HENG_LANG="en"), capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 2, flags)
            for word in words:
                self.assertIn(word, done.stderr.decode())
        for flags in (("--no-http-api",), ("--insecure-plaintext",)):
            done = subprocess.run([BIN / "hengd", "config", "--check", "--http-listen", "0.0.0.0:0", "--http-allow-remote", *flags],
                                  check=False, capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 0, flags)


class Https(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heng-https-"))
        self.addCleanup(shutil.rmtree, self.folder)
        subprocess.run([ROOT / "tests/support/certificates.sh", self.folder], check=True)
        self.replace("server")

    def replace(self, made):
        for kind in ("key", "pem"):
            shutil.copy(self.folder / f"{made}.{kind}", self.folder / "new")
            (self.folder / "new").replace(self.folder / f"used.{kind}")

    def context(self, client=None):
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        if client:
            context.load_cert_chain(self.folder / f"{client}.pem", self.folder / f"{client}.key")
        return context

    def test_client_certificates_say_who_calls(self):
        flags = ("--tls-certificate", self.folder / "used.pem", "--tls-key", self.folder / "used.key", "--tls-client-ca",
                 self.folder / "ca.pem", "--http-tls")
        office = Office(*map(str, flags), bare=True)
        self.addCleanup(office.__exit__)
        subprocess.run([BIN / "hengd", "init", "--store", f"sqlite:{office.store}", "--org", "shanxi", "--title", "山西省", "--code",
                        "140000", "--token-file", office.token_file], check=True, capture_output=True, timeout=120)
        office.start()
        self.check(office)

    def check(self, office):
        for client, names in (("client-uri", ["heng://principals/zhang", "zhang.example"]),
                              ("client-dns", ["li.example", "li2.example"]), ("client-cn", ["wang"])):
            answer = Caller(office, self.context(client), token="").call("GetEvaluation", "{}")
            self.assertEqual((answer.status, answer.reason()), (401, "CERTIFICATE_UNKNOWN"), client)
            for name in names:
                self.assertIn(name, answer.json()["message"])
        self.assertEqual(Caller(office, self.context()).call("/healthz", verb="GET").status, 200)
        with self.assertRaises(OSError):
            Caller(office, self.context("stranger")).call("/healthz", verb="GET")
        with self.assertRaises((OSError, http.client.HTTPException)):  # plain HTTP to it
            Caller(office).call("/healthz", verb="GET")

        def served():
            host, port = http_address(office)
            with socket.create_connection((host, port)) as plain:
                with self.context().wrap_socket(plain, server_hostname="localhost") as secure:
                    return dict(pair[0] for pair in secure.getpeercert()["subject"])["commonName"]

        self.assertEqual(served(), "server")
        self.replace("server2")
        while served() != "server2":
            pass


if __name__ == "__main__":
    unittest.main()
