"""Alerts and dashboard: their syntax, the alerts' own tests, and that every metric they speak of is one hengd has."""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

import packages
from debian_tool import Unavailable, debian_tool

MONITORING = packages.ROOT / "deploy/monitoring"
METRIC = re.compile(r"\bheng_\w+")


class Monitoring(unittest.TestCase):
    def promtool(self, *arguments, stdin=None):
        try:
            program = debian_tool("prometheus", "promtool", packages.BUILD / "debian-tools")
        except Unavailable as reason:
            self.skipTest(str(reason))
        done = subprocess.run([program, *arguments], cwd=MONITORING, input=stdin, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_alerts(self):
        self.promtool("check", "rules", "alerts.yml")
        self.promtool("test", "rules", "alerts_test.yml")

    def test_every_alert_is_tested(self):
        alerts = set(re.findall(r"- alert: (\w+)", (MONITORING / "alerts.yml").read_text(encoding="utf-8")))
        tests = (MONITORING / "alerts_test.yml").read_text(encoding="utf-8")
        fired = set(re.findall(r"- alertname: (\w+)\n +eval_time: \w+\n +exp_alerts:\n", tests))
        self.assertEqual(alerts, fired)

    def queries(self):
        panels = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))["panels"]
        return [target["expr"].replace("$__rate_interval", "5m").replace("$instance", ".*")
                for panel in panels for target in panel["targets"]]

    def test_queries_of_the_dashboard_can_be_read(self):
        rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(self.queries())]
        with tempfile.NamedTemporaryFile("w", suffix=".yml", encoding="utf-8") as file:
            json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)  # JSON is YAML
            file.flush()
            self.assertIn(f"SUCCESS: {len(rules)} rules found", self.promtool("check", "rules", file.name))

    def scrape(self):
        """/metrics of a hengd that has TLS, a store in a file, and has answered a call."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="heng-metrics-"))
        self.addCleanup(shutil.rmtree, folder)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                       check=True, capture_output=True)
        (folder / "key.pem").chmod(0o600)
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen(
                [packages.BUILD / "bin/hengd", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--store",
                 f"sqlite:{folder}/heng.db", "--tls-certificate", folder / "cert.pem", "--tls-key", folder / "key.pem"],
                stdout=subprocess.PIPE, stderr=log)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.send_signal, signal.SIGTERM)
        self.assertTrue(server.stdout.readline(), (folder / "log").read_text(encoding="utf-8"))
        log = (folder / "log").read_text(encoding="utf-8")
        address = re.search(r"http[^\"]*?(127\.0\.0\.1:\d+)", log)
        self.assertIsNotNone(address, log)
        with urllib.request.urlopen(f"http://{address[1]}/metrics", timeout=30) as answer:
            return answer.read().decode("utf-8")

    def test_metrics_are_those_hengd_has(self):
        page = self.scrape()
        self.promtool("check", "metrics", stdin=page)
        known = {re.split(r"[{ ]", line)[0] for line in page.splitlines() if line.startswith("heng_")}
        self.assertGreater(len(known), 10)
        used = set(METRIC.findall("\n".join(self.queries())))
        for name in ("alerts.yml", "alerts_test.yml", "dashboard.json"):
            used |= set(METRIC.findall((MONITORING / name).read_text(encoding="utf-8")))
        self.assertEqual(used - known, set())


if __name__ == "__main__":
    unittest.main()
