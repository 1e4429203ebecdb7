"""Two hengd on a PostgreSQL cluster whose leader dies while forms are filed, again and again: nothing acknowledged is
lost, and filing goes on. A long run: HENG_LONG_TESTS=1 (tests/run.sh --long)."""

import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time
import unittest

from cluster import ROOT, Cluster, wait_for
from debian_tool import Unavailable

BIN = pathlib.Path(os.environ["HENG_BUILD"]) / "bin"
SEED = ROOT / "tests/data/seeds/2-zhucun-bangfu.json"
ROUNDS = 3
CLIENTS = 4  # two for each hengd
PROJECTS = 2000  # for each client: a project has one form a year
UNIT = "sx-datong-121005"  # the seed form's
MOST_SECONDS_WITHOUT_WRITING = 60  # ttl is 20; the rest is a busy machine


def client_environment(address, token):
    return dict(os.environ, HENG_SERVER=address, HENG_TOKEN_FILE=str(token), HENG_LANG="en")


class Hengd:
    def __init__(self, location, passwords):
        self.environment = dict(os.environ, PGPASSFILE=str(passwords), HENG_LANG="en")
        self.command = [BIN / "hengd", "--store", location, "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0",
                        "--no-log-calls"]
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=subprocess.PIPE, stderr=self.log)
        self.address = self.process.stdout.readline().decode().strip()
        assert self.address, self.log_text()

    def log_text(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")[-2000:]

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()


class Clients:
    """Threads that file one new form after the other and note which were acknowledged, and when."""

    def __init__(self, addresses, token):
        self.acknowledged, self.refused = [], 0
        self.token = token
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.form = json.loads(SEED.read_text(encoding="utf-8"))
        self.threads = [threading.Thread(target=self._work, args=(number, address))
                        for number, address in enumerate(addresses)]
        for thread in self.threads:
            thread.start()

    def _work(self, client, address):
        number = 0
        while not self.stopping.is_set():
            number += 1
            assert number <= PROJECTS, "more was filed than there are projects for"
            name = f"evaluations/c{client}-n{number}"
            while not self.file_a_form(name, address) and not self.stopping.is_set():
                with self.lock:
                    self.refused += 1

    def file_a_form(self, name, address):
        form = dict(self.form, name=name)
        form["form"] = dict(form["form"], subject=f"projects/{name.split('/')[1]}")
        done = subprocess.run([BIN / "heng", "submit", "-"], input=json.dumps(form), text=True, capture_output=True,
                              check=False, env=client_environment(address, self.token))
        if done.returncode == 0:
            with self.lock:
                self.acknowledged.append((time.monotonic(), name))
        elif done.returncode != 7 and "UNAVAILABLE" not in done.stderr and "DEADLINE" not in done.stderr:
            raise AssertionError(done.stderr)
        return done.returncode == 0

    def count(self):
        with self.lock:
            return len(self.acknowledged)

    def longest_gap(self, since):
        with self.lock:
            times = [since] + [when for when, _ in self.acknowledged if when >= since]
        return max(later - earlier for earlier, later in zip(times, times[1:]))

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=120)


class Patroni(unittest.TestCase):
    def setUp(self):
        if "HENG_LONG_TESTS" not in os.environ:
            self.skipTest("a long run: HENG_LONG_TESTS=1 or tests/run.sh --long")
        try:
            self.cluster = self.enterContext(Cluster())
        except Unavailable as reason:
            self.skipTest(str(reason))
        self.passwords, self.location = self.cluster.password_file(), self.cluster.location()
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.hengd("migrate")
        self.hengd("init", "--org", "datong", "--title", "大同市", "--token-file", self.folder / "admin")
        self.servers = [Hengd(self.location, self.passwords) for _ in range(2)]
        for server in self.servers:
            self.addCleanup(server.close)
        self.set_up_office()

    def set_up_office(self):
        table = self.folder / "projects.csv"
        lines = [f"c{client}-n{number},项目 {client}-{number},{UNIT}\n" for client in range(CLIENTS)
                 for number in range(1, PROJECTS + 1)]
        table.write_text("id,title,org\n" + "".join(lines), encoding="utf-8")
        for command in (("org", "create", "office", "--title", "局", "--type", "department", "--parent", "datong"),
                        ("org", "create", UNIT, "--title", "中心", "--type", "unit", "--parent", "office"),
                        ("project", "import", table),
                        ("access", "create", "clerk", "--title", "经办", "--org", UNIT),
                        ("access", "grant", "clerk", "--role", "preparer", "--org", UNIT),
                        ("token", "create", "--principal", "clerk", "--title", "test", "--out", self.folder / "clerk")):
            self.heng(*command, token="admin")

    def heng(self, *arguments, token="clerk"):
        done = subprocess.run([BIN / "heng", *map(str, arguments)], capture_output=True, text=True, check=False,
                              env=client_environment(self.servers[1].address, self.folder / token))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def hengd(self, *arguments):
        done = subprocess.run([BIN / "hengd", *map(str, arguments), "--store", self.location], capture_output=True, text=True, check=False,
                              env=dict(os.environ, PGPASSFILE=str(self.passwords), HENG_LANG="en"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def stored(self):
        return {json.loads(line)["name"] for line in self.heng("eval", "list", "-o", "json").splitlines()}

    def grows(self, clients, by):
        before = clients.count()
        wait_for(lambda: clients.count() >= before + by, f"{by} more forms; hengd: {self.servers[0].log_text()}")

    def test_a_leader_that_dies_takes_nothing_with_it(self):
        clients = Clients([self.servers[number % 2].address for number in range(CLIENTS)], self.folder / "clerk")
        self.addCleanup(clients.stop)
        self.grows(clients, 50)
        gaps = []
        for _ in range(ROUNDS):
            leader = self.cluster.leader()
            killed = time.monotonic()
            self.cluster.kill_machine_of(leader)
            wait_for(lambda old=leader: self.cluster.leader() not in (None, old), "another leader")
            self.grows(clients, 50)
            gaps.append(clients.longest_gap(killed))
            self.cluster.start(leader)
            self.cluster.wait_until_whole()
            self.grows(clients, 50)
        clients.stop()
        acknowledged = {name for _, name in clients.acknowledged}
        self.assertEqual(acknowledged - self.stored(), set())
        checked = self.hengd("check")
        print(f"{ROUNDS} leaders killed; {len(acknowledged)} forms acknowledged, none lost; {clients.refused} calls answered "
              f"unavailable; longest time without an acknowledged form, s: {', '.join(f'{gap:.1f}' for gap in gaps)}")
        self.assertIn("sound", checked)
        self.assertLess(max(gaps), PROJECTS = 2000  # for each client: a project has one form a year
UNIT = "sx-datong-121005"  # the seed form's
MOST_SECONDS_WITHOUT_WRITING)


if __name__ == "__main__":
    unittest.main()
