"""A PostgreSQL server for tests."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest


class Database(unittest.TestCase):
    """A PostgreSQL server of the test's own."""

    def make_database(self):
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            self.skipTest("PostgreSQL is not installed")
        self.bin = found[-1].parent
        folder = tempfile.mkdtemp(prefix="heng-postgres-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        # PostgreSQL refuses to run as root.
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(folder, "postgres", "postgres")
        self.data = f"{folder}/data"
        subprocess.run([*self.user, self.bin / "initdb", "-D", self.data, "-U", "heng", "--auth=trust", "--no-sync"], check=True,
                       capture_output=True, cwd="/")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start_database(self):
        self.database = subprocess.Popen([*self.user, self.bin / "postgres", "-D", self.data, "-p", str(self.port), "-k", "", "-h",
                                          "127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        self.addCleanup(self.kill_database)
        end = time.monotonic() + 60
        while subprocess.run([self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False).returncode:
            self.assertLess(time.monotonic(), end, "PostgreSQL did not start")
            time.sleep(0.05)

    def kill_database(self):
        self.database.kill()
        self.database.wait()

    @property
    def location(self):
        return f"postgres://heng@127.0.0.1:{self.port}/postgres"
