"""hengd as a process: start, refuse, log, stop."""

import json
import sqlite3
import subprocess
import unittest

from office import BIN, SEEDS, Office


class Serving(unittest.TestCase):
    def refused(self, office, *words):
        done = subprocess.run(office.hengd_command(), capture_output=True, timeout=60, check=False)
        text = done.stderr.decode("utf-8")
        self.assertEqual(done.returncode, 1, text)
        self.assertEqual(len(text.strip().splitlines()), 1, text)
        for word in (str(office.store), *words):
            self.assertIn(word, text)

    def stopped_office_with_forms(self):
        office = Office()
        self.addCleanup(office.__exit__)
        office.start()
        self.assertEqual(office.heng("submit", SEEDS / "5-dangan-guanli.json").code, 0)
        self.assertEqual(office.stop(), 0)
        return office

    def test_forms_outlive_the_server(self):
        office = self.stopped_office_with_forms()
        office.start()
        self.assertIn("95.00", office.heng("eval", "list").out)
        office.kill()
        office.start()
        self.assertIn("95.00", office.heng("eval", "list").out)

    def test_a_stopped_server_is_said_to_be_unreachable(self):
        office = self.stopped_office_with_forms()
        done = office.heng("eval", "list", "--timeout", "2")
        self.assertEqual(done.code, 7, done)
        self.assertIn(office.address, done.err)

    def test_foreign_file_is_refused_and_left_alone(self):
        office = Office()
        self.addCleanup(office.__exit__)
        office.store.write_bytes(b"these are somebody's notes, not a store\n" * 100)
        before = office.store.read_bytes()
        self.refused(office)
        self.assertEqual(office.store.read_bytes(), before)

    def test_database_of_another_program_is_refused(self):
        office = Office()
        self.addCleanup(office.__exit__)
        with sqlite3.connect(office.store) as db:
            db.execute("CREATE TABLE notes(text)")
        db.close()
        self.refused(office)

    def test_other_schemas_are_refused(self):
        for version in (0, 99):
            office = self.stopped_office_with_forms()
            db = sqlite3.connect(office.store)
            db.execute(f"PRAGMA user_version={version}")
            db.close()
            self.refused(office)

    def test_damaged_store_is_refused(self):
        office = self.stopped_office_with_forms()
        data = bytearray(office.store.read_bytes())
        data[len(data) // 2:] = b"\x5a" * (len(data) - len(data) // 2)
        office.store.write_bytes(bytes(data))
        self.refused(office, "backup")

    def test_second_server_on_one_store_is_refused(self):
        with Office() as office:
            self.refused(office)
            self.assertEqual(office.heng("eval", "list").code, 0)

    def test_other_addresses_than_loopback_are_refused(self):
        for address in ("0.0.0.0:7443", "192.0.2.1:7443", "[::]:7443", "7443", "127.0.0.1:99999"):
            done = subprocess.run([BIN / "hengd", "--listen", address, "--store", "sqlite:/nonexistent/x.db"],
                                  capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 2, address)
            self.assertIn("--listen", done.stderr.decode())

    def test_taken_port_is_said(self):
        with Office() as office, Office() as other:
            other.stop()
            command = [str(part) for part in other.hengd_command()]
            command[command.index("--listen") + 1] = office.address
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(office.address, done.stderr.decode().splitlines()[-1])

    def test_wrong_flags(self):
        for flags in (["--default-policy", "atlantis"], ["--store", "oracle:x"], ["--no-such-flag"]):
            done = subprocess.run([BIN / "hengd", *flags], capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 2, flags)

    def test_one_json_line_per_call_without_form_contents(self):
        office = self.stopped_office_with_forms()
        lines = [json.loads(line) for line in office.log().splitlines()]
        (call,) = [line for line in lines if line.get("method") == "SubmitEvaluation"]
        self.assertEqual(call["code"], "OK")
        self.assertGreater(call["latency_us"], 0)
        self.assertNotIn("档案", office.log())

    def test_drain_finishes_what_is_under_way(self):
        office = Office()
        self.addCleanup(office.__exit__)
        office.start()
        command = [BIN / "heng", "--server", office.address, "submit", *sorted(SEEDS.glob("*.json"))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as client:
            first = client.stdout.readline()  # at least one form is filed
            self.assertEqual(office.stop(), 0)
            accepted = (first + client.communicate(timeout=60)[0]).decode("utf-8")
        office.start()
        stored = office.heng("eval", "list", "-o", "json").json_lines()
        for evaluation in stored:
            self.assertEqual(evaluation["state"], "SUBMITTED")
        self.assertGreaterEqual(len(stored), accepted.count("evaluations/"))


if __name__ == "__main__":
    unittest.main()
