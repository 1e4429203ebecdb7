"""hengd with TLS as clients meet it: handshakes, client certificates, half-set options, certificates exchanged."""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import warnings

from office import BIN, ROOT, Office

METHOD = "grpc.health.v1.Health/Check"  # wants no credentials
EMPTY_MESSAGE = bytes(5)  # gRPC: not compressed, no bytes


def wait_until(condition, what, seconds=30):
    """Polls; what is waited for has no other sign."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.05)


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="heng-certificates-"))
        cls.addClassCleanup(shutil.rmtree, cls.made)
        subprocess.run([ROOT / "tests/support/certificates.sh", cls.made], check=True)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heng-tls-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.replace("server.pem", "cert.pem")
        self.replace("server.key", "key.pem")
        (self.folder / "message").write_bytes(EMPTY_MESSAGE)

    def replace(self, made, name):
        """As an administrator does it: a new file renamed over the old one."""
        fresh = self.folder / (name + ".new")
        shutil.copy(self.made / made, fresh)
        fresh.replace(self.folder / name)

    def flags(self, *more):
        return ["--tls-certificate", str(self.folder / "cert.pem"), "--tls-key", str(self.folder / "key.pem"), *more]

    @contextlib.contextmanager
    def office(self, *more):
        with Office(*self.flags(*more), bare=True) as office:
            yield office

    def context(self, client=None, authority="ca"):
        context = ssl.create_default_context(cafile=self.made / f"{authority}.pem")
        context.set_alpn_protocols(["h2"])
        if client:
            context.load_cert_chain(self.made / f"{client}.pem", self.made / f"{client}.key")
        return context

    def connect(self, office, context):
        """The server's common name; its first bytes (HTTP/2 settings) come once it has accepted our certificate."""
        host, port = office.address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=30) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                secure.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
                if not secure.recv(9):
                    raise ConnectionError("closed")
                return dict(pair[0] for pair in secure.getpeercert()["subject"])["commonName"]

    def call(self, office, times=1):
        """The grpc-status of each call, made one after the other on one connection."""
        port = office.address.rsplit(":", 1)[1]
        url = f"https://localhost:{port}/{METHOD}"
        done = subprocess.run(["curl", "-sS", "--http2", "--cacert", self.made / "ca.pem", "-H", "content-type: application/grpc",
                               "-H", "te: trailers", "--data-binary", f"@{self.folder / 'message'}", "-D", "-", "--resolve",
                               f"localhost:{port}:127.0.0.1"] + [part for _ in range(times) for part in (url, "-o", "/dev/null")],
                              capture_output=True, timeout=120, check=False)
        return re.findall(rb"grpc-status: (\d+)", done.stdout) or [done.stderr]

    def refused(self, *flags):
        done = subprocess.run([BIN / "hengd", "--store", f"sqlite:{self.folder / 'x.db'}", "--http-listen", "", *map(str, flags)],
                              env=dict(os.environ, HENG_LANG="en"), capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 2, done)
        self.assertFalse((self.folder / "x.db").exists())
        return done.stderr.decode("utf-8")

    def test_calls_over_tls(self):
        with self.office() as office:
            self.assertEqual(self.connect(office, self.context()), "server")
            self.assertEqual(self.call(office), [b"0"])
            with self.assertRaises(ssl.SSLCertVerificationError):
                self.connect(office, self.context(authority="stranger-ca"))

    def test_tls_1_2_and_later_only(self):
        with self.office() as office:
            for version, taken in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True),
                                   (ssl.TLSVersion.TLSv1_3, True)):
                context = self.context()
                context.set_ciphers("DEFAULT:@SECLEVEL=0")  # else our side would not even offer 1.1
                with warnings.catch_warnings(action="ignore"):  # that 1.1 is old is the point
                    context.minimum_version = context.maximum_version = version
                if taken:
                    self.assertEqual(self.connect(office, context), "server", version)
                else:
                    with self.assertRaises(ssl.SSLError):
                        self.connect(office, context)
                    wait_until(lambda: "unsupported protocol" in office.log(), "the server's reason")

    def test_client_certificates_are_verified_and_not_required(self):
        with self.office("--tls-client-ca", str(self.made / "ca.pem")) as office:
            for client in (None, "client-uri", "client-cn"):
                self.assertEqual(self.connect(office, self.context(client)), "server", client)
            with self.assertRaises(OSError):
                self.connect(office, self.context("stranger"))
            self.assertIn("certificate verify failed", office.log())  # and as a line of our log
            for line in office.log().splitlines():
                self.assertTrue(line.startswith("{"), line)

    def test_off_loopback_with_tls_only(self):
        text = self.refused("--listen", "0.0.0.0:0")
        self.assertIn("--listen: 0.0.0.0", text)
        self.assertIn("tls.certificate", text)
        office = Office(*self.flags(), bare=True)
        self.addCleanup(office.__exit__)
        plain = office.hengd_command
        office.hengd_command = lambda: [str(part).replace("127.0.0.1:0", "0.0.0.0:0") for part in plain()] + ["--http-allow-remote", "--http-tls"]
        office.start()
        port = office.address.rsplit(":", 1)[1]
        office.address = f"127.0.0.1:{port}"
        self.assertEqual(self.call(office), [b"0"])

    def test_plaintext_off_loopback_on_purpose_is_warned_of(self):
        office = Office("--insecure-plaintext", bare=True)
        self.addCleanup(office.__exit__)
        plain = office.hengd_command
        office.hengd_command = lambda: [part if str(part) != "127.0.0.1:0" else "0.0.0.0:0" for part in plain()] + ["--http-allow-remote"]
        office.start()
        self.assertIn('"level":"warning"', office.log())
        self.assertIn("without encryption", office.log())

    def test_half_set_options(self):
        self.assertIn("--tls-key: a key without certificate", self.refused("--tls-key", self.folder / "key.pem"))
        self.assertIn("--tls-certificate: a certificate without key",
                      self.refused("--tls-certificate", self.folder / "cert.pem"))
        self.assertIn("--tls-client-ca:", self.refused("--tls-client-ca", self.made / "ca.pem"))
        self.assertIn("contradicts", self.refused(*self.flags("--insecure-plaintext")))

    def test_wrong_files(self):
        self.replace("server2.key", "key.pem")
        self.assertIn("is not the key of the certificate", self.refused(*self.flags()))
        self.replace("server.key", "key.pem")
        (self.folder / "key.pem").chmod(0o644)
        text = self.refused(*self.flags())
        self.assertIn("--tls-key:", text)
        subprocess.run(re.search(r"chmod 600 \S+", text).group().split(), check=True)  # the sentence mends it
        (self.folder / "cert.pem").write_text("nothing")
        self.assertIn("no whole certificates", self.refused(*self.flags("--tls-client-ca", self.folder / "none")))
        self.assertIn("No such file", self.refused(*self.flags("--tls-client-ca", self.folder / "none")))

    def test_certificates_are_exchanged_under_load(self):
        with self.office() as office:
            stop = threading.Event()
            answers = []  # of each call

            def clients(times):
                while not stop.is_set():
                    answers.extend(self.call(office, times))

            threads = [threading.Thread(target=clients, args=(times,)) for times in (1, 1, 1, 50)]
            for thread in threads:
                thread.start()
            try:
                for name in ("server2", "server") * 3:
                    self.replace(f"{name}.pem", "cert.pem")
                    self.replace(f"{name}.key", "key.pem")
                    wait_until(lambda name=name: self.connect(office, self.context()) == name, f"the certificate {name}")
                    before = len(answers)
                    wait_until(lambda before=before: len(answers) > before + 20, "calls")
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            self.assertEqual(set(answers), {b"0"}, f"of {len(answers)} calls")
            print(f"{len(answers)} calls while 6 certificates were exchanged", flush=True)

    def test_what_does_not_fit_keeps_the_old(self):
        with self.office() as office:
            self.replace("server2.pem", "cert.pem")
            wait_until(lambda: "is not the key of the certificate" in office.log(), "the log line")
            self.assertEqual(self.connect(office, self.context()), "server")
            half = (self.made / "server2.pem").read_text()[:200]
            (self.folder / "half").write_text(half)
            (self.folder / "half").replace(self.folder / "cert.pem")
            wait_until(lambda: "no whole certificates" in office.log(), "the log line")
            self.assertEqual(self.connect(office, self.context()), "server")
            self.assertEqual(self.call(office), [b"0"])
            self.replace("server2.key", "key.pem")
            self.replace("server2.pem", "cert.pem")
            wait_until(lambda: self.connect(office, self.context()) == "server2", "the new certificate")


if __name__ == "__main__":
    unittest.main()
