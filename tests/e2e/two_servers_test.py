"""Two servers on one database follow each other: what one is told, the other knows within about a second."""

import subprocess
import time
import unittest

from database import Database
from office import BIN, SEEDS, Office

NOTICED_WITHIN = 20  # seconds; on a busy machine


class OnDatabase(Office):
    """An office on a PostgreSQL database that has its tables."""

    def __init__(self, location):
        super().__init__()
        self.location = location

    def hengd_command(self):
        command = super().hengd_command()
        command[command.index("--store") + 1] = self.location
        return command

    def initialise(self):
        subprocess.run([BIN / "hengd", "init", "--store", self.location, "--org", "shanxi", "--title", "山西省", "--code",
                        "140000", "--token-file", self.token_file], check=True, capture_output=True, timeout=120)


class TwoServers(Database):
    def setUp(self):
        self.make_database()
        self.start_database()
        subprocess.run([BIN / "hengd", "migrate", "--store", self.location], check=True, capture_output=True, timeout=60)
        self.one, self.two = OnDatabase(self.location), OnDatabase(self.location)
        for office in (self.one, self.two):
            self.addCleanup(office.__exit__)
        self.one.initialise()
        self.one.serve()
        self.one.set_up()
        self.two.token_file = self.one.token_file
        self.two.serve()

    def test_what_one_changes_is_in_force_on_the_other(self):
        token = self.one.directory / "clerk.token"
        for command in (("access", "create", "clerk", "--title", "填报人", "--org", "sx-datong-121005"),
                        ("access", "grant", "clerk", "--role", "preparer", "--org", "sx-datong-121005"),
                        ("token", "create", "--principal", "clerk", "--title", "one", "--out", token)):
            done = self.one.heng(*command)
            self.assertEqual(done.code, 0, done)

        def as_clerk():
            return self.two.heng("--token-file", token, "whoami")

        end = time.monotonic() + NOTICED_WITHIN
        while (done := as_clerk()).code != 0:
            self.assertIn("TOKEN_UNKNOWN", done.err)
            self.assertLess(time.monotonic(), end, "the other server never heard of the token")
        submitted = self.two.heng("--token-file", token, "submit", SEEDS / "1-canjiren-baozhangjin.json")
        self.assertEqual(submitted.code, 0, submitted)

        # A write is decided on what is in force in the database, whatever the server remembers: no second is lost here.
        self.assertEqual(self.one.heng("access", "ungrant", "clerk", "--role", "preparer", "--org", "sx-datong-121005",
                                       "--yes").code, 0)
        refused = self.two.heng("--token-file", token, "submit", SEEDS / "2-zhucun-bangfu.json")
        self.assertIn("PERMISSION_DENIED", refused.err, refused)

        name = self.one.heng("token", "list", "--principal", "clerk", "-o", "json").json_lines()[0]["name"]
        self.assertEqual(self.one.heng("token", "revoke", name, "--yes").code, 0)
        self.assertIn("TOKEN_REVOKED", self.one.heng("--token-file", token, "whoami").err)
        end = time.monotonic() + NOTICED_WITHIN
        while "TOKEN_REVOKED" not in as_clerk().err:
            self.assertLess(time.monotonic(), end, "the other server never heard of it")


if __name__ == "__main__":
    unittest.main()
