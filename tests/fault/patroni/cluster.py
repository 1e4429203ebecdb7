"""Three PostgreSQL servers under Patroni on this machine, configured from deploy/postgres/patroni.yml.example: only names,
addresses, folders and passwords are replaced."""

import json
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

import yaml
from debian_tool import Unavailable, debian_tool

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "deploy/postgres/patroni.yml.example"
TOOLS = pathlib.Path(os.environ["HENG_BUILD"]) / "debian-tools"
USER = "postgres"  # the server refuses to run as root
SETTLE_SECONDS = 120
NODES = 3


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(condition, what, seconds=SETTLE_SECONDS):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return value


class Node:
    def __init__(self, number, folder, etcd_port, passwords):
        self.name = f"db{number}"
        self.folder = folder / self.name
        self.port, self.api = free_port(), free_port()
        self.process = None
        settings = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
        settings["name"] = self.name
        settings["restapi"] = {key: f"127.0.0.1:{self.api}" for key in settings["restapi"]}
        settings["etcd3"]["hosts"] = [f"127.0.0.1:{etcd_port}"]
        postgres = settings["postgresql"]
        postgres["listen"] = postgres["connect_address"] = f"127.0.0.1:{self.port}"
        postgres["data_dir"], postgres["pgpass"] = str(self.folder / "data"), str(self.folder / "pgpass")
        postgres["parameters"]["unix_socket_directories"] = str(self.folder)
        for role, access in postgres["authentication"].items():
            access["password"] = passwords[role]
        postgres["pg_hba"] = [line.replace("192.0.2.0/24", "127.0.0.1/32") for line in postgres["pg_hba"]]
        self.folder.mkdir()
        self.settings = self.folder / "config.yml"
        self.settings.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML

    def state(self):
        """What Patroni says of this server; {} if it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.api}/patroni", timeout=2) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as answer:  # 503 with the same document: not running
            return json.load(answer)
        except OSError:
            return {}

    def role(self):
        state = self.state()
        return state.get("role") if state.get("state") == "running" else None


class Cluster:
    """Use as a context manager."""

    def __init__(self):
        if shutil.which("patroni") is None:
            raise Unavailable("patroni is not installed; see deploy/packages.txt")
        if os.geteuid() != 0:
            raise Unavailable("only root can start servers as the user postgres")
        self.etcd_program = debian_tool("etcd-server", "etcd", TOOLS)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heng-patroni-"))
        self.processes = []
        self.passwords = {role: secrets.token_hex(16) for role in ("superuser", "replication", "rewind", "hengd")}
        self.etcd_port, self.etcd_peer = free_port(), free_port()
        self.nodes = [Node(number, self.folder, self.etcd_port, self.passwords) for number in range(1, NODES + 1)]
        account = pwd.getpwnam(USER)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)

    def __enter__(self):
        try:
            url, peer = f"http://127.0.0.1:{self.etcd_port}", f"http://127.0.0.1:{self.etcd_peer}"
            self.spawn("etcd", self.etcd_program, "--data-dir", self.folder / "etcd", "--listen-client-urls", url,
                       "--advertise-client-urls", url, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                       "--initial-cluster", f"default={peer}")
            for node in self.nodes:
                self.start(node)
            self.wait_until_whole()
            self.make_database()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, name, *command):
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "--pdeathsig=TERM",
                                        *map(str, command)], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                       cwd=self.folder)
        self.processes.append(process)
        return process

    def start(self, node):
        node.process = self.spawn(node.name, "patroni", node.settings)

    def leader(self):
        return next((node for node in self.nodes if node.role() in ("master", "primary")), None)

    def is_whole(self):
        """A leader, a synchronous standby, and everyone else streaming."""
        states = [node.state() for node in self.nodes]
        leaders = [state for state in states if state.get("role") in ("master", "primary")]
        if len(leaders) != 1 or any(state.get("state") != "running" for state in states):
            return False
        replication = leaders[0].get("replication", [])
        return (len(replication) == NODES - 1 and all(each["state"] == "streaming" for each in replication)
                and any(each["sync_state"] == "sync" for each in replication))

    def wait_until_whole(self):
        wait_for(self.is_whole, f"a leader and {NODES - 1} standbys; logs of Patroni:\n{self.logs()}")

    def logs(self):
        return "".join(f"--- {file.name}\n{file.read_text(errors='replace')[-800:]}\n" for file in self.folder.glob("*.log"))

    def make_database(self):
        """As deploy/postgres/README.md says, on the leader."""
        sql = (f"CREATE ROLE hengd LOGIN PASSWORD '{self.passwords['hengd']}'",
               "CREATE DATABASE heng OWNER hengd ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
        leader = self.leader()
        for statement in sql:
            self.psql(leader, statement)
        # A standby that does not know the database yet ends libpq's search for the leader.
        for node in self.nodes:
            wait_for(lambda there=node: self.psql(there, "SELECT 1 FROM pg_database WHERE datname = 'heng'"),
                     f"the database on {node.name}")

    def psql(self, node, statement):
        return subprocess.run(["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "psql", "-qXAt", "-v",
                               "ON_ERROR_STOP=1", "-h", node.folder, "-p", str(node.port), "-c", statement, "postgres"],
                              check=True, cwd=self.folder, stdout=subprocess.PIPE, text=True).stdout

    def location(self):
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgres://hengd@{hosts}/heng?target_session_attrs=read-write"

    def password_file(self):
        file = self.folder / "hengd.pgpass"
        file.write_text(f"127.0.0.1:*:heng:hengd:{self.passwords['hengd']}\n", encoding="utf-8")
        file.chmod(0o600)
        return file

    def kill_machine_of(self, node):
        """The server's Patroni and its PostgreSQL, at once: as if the machine had lost its power."""
        server = int((node.folder / "data/postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        node.process.kill()
        os.kill(server, signal.SIGKILL)
        node.process.wait()
