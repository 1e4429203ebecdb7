"""An office for tests: a real hengd with a store of its own and the real heng beside it."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("HENG_BIN", ROOT / "build/dev/bin"))
SEEDS = ROOT / "tests/data/seeds"
BAD = ROOT / "tests/data/bad"
DIRECTORY = ROOT / "tests/data/directory"

# In the order of the files: stem, 得分, 等级, 执行得分 under shanxi-2022.
SEVEN = [
    ("1-canjiren-baozhangjin", "100.00", "优", "10.00"),
    ("2-zhucun-bangfu", "88.77", "良", "4.77"),
    ("3-shebao-wangluo", "94.00", "优", "10.00"),
    ("4-shebao-jingban", "93.76", "优", "8.76"),
    ("5-dangan-guanli", "95.00", "优", "10.00"),
    ("6-shebao-dalou", "95.00", "优", "10.00"),
    ("7-jinbao-gongcheng", "96.76", "优", "7.76"),
]


def seed_files():
    return [SEEDS / f"{stem}.json" for stem, *_ in SEVEN]


class Result:
    """What a command did."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")

    def json(self):
        return json.loads(self.out)

    def json_lines(self):
        """Lists print one form a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


# What `heng` may have in its environment that would lead it elsewhere.
CONNECTION = ("HENG_CONTEXT", "HENG_SERVER", "HENG_TOKEN_FILE", "HENG_CA", "HENG_CERTIFICATE", "HENG_KEY", "HENG_CONFIG")


class Office:
    """hengd on a free port, with the orgs and projects of tests/data/directory; use as a context manager. `heng` runs as
    its administrator, who has every other role on the root and its departments, too."""

    # What is in a store before the first form: orgs, projects, policies, a user with grants and a token.
    EVENTS = 60
    ENTRIES = 36
    ROLES = ("preparer", "unit_head", "reviewer", "finance", "integrator", "auditor")
    DEPARTMENTS = ("sx-209", "sx-datong-121", "sx-xinzhou-304")

    def __init__(self, *flags, policy="shanxi-2022", bare=False):
        """bare: nobody has an account, and there are no orgs."""
        self.bare = bare
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="heng-office-"))
        self.store = self.directory / "heng.db"
        self.token_file = self.directory / "admin.token"
        self.flags = ["--default-policy", policy, *flags]
        self.process = None
        self.address = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def hengd_command(self):
        return [BIN / "hengd", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--store",
                f"sqlite:{self.store}", *self.flags]

    def start(self):
        new = not self.bare and not self.token_file.exists()
        if new:
            subprocess.run([BIN / "hengd", "init", "--store", f"sqlite:{self.store}", "--org", "shanxi", "--title", "山西省",
                            "--code", "140000", "--token-file", self.token_file], check=True, capture_output=True,
                           timeout=120)
        self.serve()
        if new:
            self.set_up()

    def set_up(self):
        """Once, in a new store."""
        commands = [("org", "import", DIRECTORY / "orgs.csv"), ("project", "import", DIRECTORY / "projects.csv")]
        for org in ("shanxi", *self.DEPARTMENTS):
            commands += [("access", "grant", "admin", "--role", role, "--org", org, "--clearance") for role in self.ROLES]
        for command in commands:
            done = self.heng(*command)
            assert done.code == 0, done

    def serve(self):
        with open(self.directory / "hengd.log", "ab") as log:
            self.process = subprocess.Popen(self.hengd_command(), stdout=subprocess.PIPE, stderr=log)
        self.address = self.process.stdout.readline().decode().strip()  # hengd prints it once it serves
        assert self.address, self.log()

    def log(self):
        return (self.directory / "hengd.log").read_text(encoding="utf-8")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()
            self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def environment(self, lang="zh", server=None):
        """As `heng` gets it: this server (or another way to it) and its administrator, whatever the tester's own is."""
        kept = {name: value for name, value in os.environ.items() if name not in CONNECTION}
        return dict(kept, HENG_SERVER=server or self.address, HENG_TOKEN_FILE=str(self.token_file), HENG_LANG=lang)

    def heng(self, *arguments, stdin=None, lang="zh"):
        done = subprocess.run([BIN / "heng", *map(str, arguments)], input=stdin, env=self.environment(lang), check=False,
                              stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True, timeout=120)
        return Result(done)


class StayingOffice(Office):
    """Comes back at the same address."""

    def hengd_command(self):
        command = super().hengd_command()
        if self.address:
            command[command.index("--listen") + 1] = self.address
        return command
