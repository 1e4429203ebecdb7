"""`heng watch` as other systems use it: killed, resumed, cut off, forbidden, too slow; and none of it is anybody else's
harm."""

import json
import pathlib
import random
import re
import signal
import subprocess
import threading
import time
import unittest

import grpc

from office import BIN, SEEDS, StayingOffice

PATIENCE = 60  # seconds; on a busy machine
OWN, OTHER = "sx-datong-121005", "sx-xinzhou-304006"
KILLS = 50


def wait_until(true, what):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class WatchedOffice(StayingOffice):
    def new_projects(self, org, name, count):
        """That many events of this org; refused ones raise."""
        rows = "".join(f"{name}-{i},项目{i},{org}\n" for i in range(count))
        file = self.directory / f"{name}.csv"
        file.write_text(f"id,title,org\n{rows}", encoding="utf-8")
        done = self.heng("project", "import", file)
        assert done.code == 0, done

    def watch(self, *arguments, **how):
        return subprocess.Popen([BIN / "heng", "watch", *map(str, arguments)], env=self.environment("en"),
                                stdin=subprocess.DEVNULL, **how)

    def clerk(self, org):
        """A token file of a preparer of this org."""
        path = self.directory / f"{org}.token"
        for command in (("access", "create", f"clerk-{org}", "--title", "填报人", "--org", org),
                        ("access", "grant", f"clerk-{org}", "--role", "preparer", "--org", org),
                        ("token", "create", "--principal", f"clerk-{org}", "--title", "one", "--out", path)):
            done = self.heng(*command)
            assert done.code == 0, done
        return path

    def events(self):
        return self.heng("events", "list", "-o", "json").json_lines()

    def memory(self):
        """Resident, in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return 1024 * int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))


def masked(text):
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "YYYY-MM-DD hh:mm:ss", text)


def place_in(cursor):
    return int(cursor.read_text(encoding="ascii")) if cursor.exists() else 0


class Following(unittest.TestCase):
    def test_a_line_each_as_it_happens_and_the_place_at_the_end(self):
        with WatchedOffice() as office:
            cursor = office.directory / "cursor"
            with office.watch("--from-now", "--cursor", cursor, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watch:
                wait_until(cursor.exists, "it says from where it watches before anything happens")
                self.assertEqual(place_in(cursor), office.EVENTS)
                self.assertEqual(office.heng("submit", SEEDS / "1-canjiren-baozhangjin.json").code, 0)
                self.assertEqual(masked(watch.stdout.readline().decode()),
                                 f"{office.EVENTS + 1}  YYYY-MM-DD hh:mm:ss  submit  evaluations/dt-shebao-2022-canjiren  "
                                 "orgs/sx-datong-121005  principals/admin (preparer)\n")
                wait_until(lambda: place_in(cursor) == office.EVENTS + 1, "the place follows the events")
                watch.send_signal(signal.SIGINT)
                self.assertEqual(watch.wait(PATIENCE), 130)
                self.assertEqual(watch.stderr.read().decode(),
                                 f"Seen up to event {office.EVENTS + 1}; go on with --after {office.EVENTS + 1}.\n")

    def test_filters_limit_and_json(self):
        with WatchedOffice() as office:
            self.assertEqual(office.heng("submit", SEEDS / "1-canjiren-baozhangjin.json").code, 0)
            one = office.heng("watch", "--action", "evaluation.submit", "--limit", "1", "-o", "json").json_lines()
            self.assertEqual([e["resource"] for e in one], ["evaluations/dt-shebao-2022-canjiren"])
            self.assertEqual(one, office.events()[-1:])
            by_name = office.heng("watch", "--resource", "dt-shebao-2022-canjiren", "--limit", "1", "-o", "json")
            self.assertEqual(by_name.json_lines(), one)
            of_org = office.heng("watch", "--org", OWN, "--after", office.EVENTS, "--limit", "1", "-o", "json")
            self.assertEqual(of_org.json_lines(), one)

    def test_wrong_ones_are_told_so(self):
        with WatchedOffice() as office:
            for arguments in (["--after", "5", "--from-now"], ["--after", "-1"], ["--org", "x", "--resource", "y"]):
                self.assertEqual(office.heng("watch", *arguments).code, 2, arguments)
            beyond = office.heng("watch", "--after", "100000", lang="en")
            self.assertEqual(beyond.code, 1, beyond)
            self.assertIn("the log ends with event 60", beyond.err)
            self.assertEqual(office.heng("watch", "--action", "publish").code, 1)
            mine = office.directory / "mine.txt"
            mine.write_text("my own words", encoding="utf-8")
            refused = office.heng("watch", "--out", mine)
            self.assertEqual((refused.code, mine.read_text(encoding="utf-8")), (1, "my own words"), refused)
            refused = office.heng("watch", "--cursor", mine)
            self.assertEqual((refused.code, mine.read_text(encoding="utf-8")), (1, "my own words"), refused)
            gone = subprocess.run([BIN / "heng", "watch", "--server", "127.0.0.1:1", "--timeout", "1s"], check=False,
                                  env=office.environment(), capture_output=True, timeout=PATIENCE)
            self.assertEqual(gone.returncode, 7, gone)

    def test_two_do_not_write_to_one_file(self):
        with WatchedOffice() as office:
            out = office.directory / "events.jsonl"
            with office.watch("--out", out) as first:
                wait_until(lambda: out.exists() and out.read_bytes().count(b"\n") == office.EVENTS, "all are there")
                second = office.heng("watch", "--out", out, lang="en")
                self.assertEqual(second.code, 1, second)
                self.assertIn("another heng watch", second.err)
                first.kill()

    def test_a_revoked_token_ends_it(self):
        with WatchedOffice() as office:
            token, cursor = office.clerk(OWN), office.directory / "cursor"
            with office.watch("--from-now", "--cursor", cursor, "--token-file", token, stderr=subprocess.PIPE) as watch:
                wait_until(cursor.exists, "it watches")
                name = office.heng("token", "list", "--principal", f"clerk-{OWN}", "-o", "json").json_lines()[0]["name"]
                self.assertEqual(office.heng("token", "revoke", name, "--yes").code, 0)
                self.assertEqual(watch.wait(PATIENCE), 3)
                self.assertIn("TOKEN_REVOKED", watch.stderr.read().decode())


class ExactlyOnce(unittest.TestCase):
    def write_until(self, office, stop, org, counts):
        """Imports projects without a pause, a few hundred at a time."""
        rng, batch = random.Random(org), 0
        while not stop.is_set():
            batch += 1
            office.new_projects(org, f"p{org[-6:]}-b{batch}", rng.choice((1, 7, 150, 400)))
        counts[org] = batch

    def watch_in_pieces(self, office, arguments, rng, pieces):
        for _ in range(pieces):
            with office.watch(*arguments, stdout=subprocess.DEVNULL) as watch:
                time.sleep(rng.uniform(0.05, 0.8))
                watch.kill()

    def test_killed_fifty_times_under_load(self):
        with WatchedOffice() as office:
            token = office.clerk(OWN)
            own, every, cursor = (office.directory / name for name in ("own.jsonl", "every.jsonl", "cursor"))
            stop, counts = threading.Event(), {}
            writers = [threading.Thread(target=self.write_until, args=(office, stop, org, counts)) for org in (OWN, OTHER)]
            watchers = [
                threading.Thread(target=self.watch_in_pieces, args=(
                    office, ["--out", own, "--token-file", token], random.Random(1), KILLS)),
                threading.Thread(target=self.watch_in_pieces, args=(
                    office, ["--out", every, "--cursor", cursor], random.Random(2), KILLS))]
            for thread in writers + watchers:
                thread.start()
            for thread in watchers:
                thread.join()
            stop.set()
            for thread in writers:
                thread.join()
            events = office.events()
            last = events[-1]["sequence"]
            print(f"\n{len(events)} events, {counts} imports", flush=True)
            # What is left, to the end.
            with office.watch("--out", every, "--cursor", cursor, stderr=subprocess.DEVNULL) as rest:
                wait_until(lambda: cursor.exists() and str(place_in(cursor)) == last, "the end is reached")
                rest.kill()
            self.assertEqual([json.loads(line) for line in every.read_text(encoding="utf-8").splitlines()], events)
            mine = [e for e in events if e.get("org") == f"orgs/{OWN}"]
            self.assertGreater(len(mine), 1000)
            with office.watch("--out", own, "--token-file", token, stderr=subprocess.DEVNULL) as rest:
                wait_until(lambda: own.read_bytes().count(b"\n") >= len(mine), "all of the unit's are there")
                rest.kill()
            self.assertEqual([json.loads(line) for line in own.read_text(encoding="utf-8").splitlines()], mine)

    def test_a_torn_line_is_cut_off_and_written_again(self):
        with WatchedOffice() as office:
            out = office.directory / "events.jsonl"
            self.assertEqual(office.heng("watch", "--out", out, "--limit", "10").code, 0)
            whole = out.read_bytes()
            out.write_bytes(whole[:-40])
            self.assertEqual(office.heng("watch", "--out", out, "--limit", "1").code, 0)
            self.assertEqual(out.read_bytes(), whole)

    def test_the_server_killed_and_back(self):
        with WatchedOffice() as office:
            cursor = office.directory / "cursor"
            with office.watch("-o", "json", "--cursor", cursor, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watch:
                wait_until(lambda: place_in(cursor) == office.EVENTS, "it has caught up")
                for way in (office.kill, office.stop):
                    way()
                    said = watch.stderr.readline().decode()
                    self.assertRegex(said, r"^Disconnected; trying again, to go on behind event \d+\.")
                    office.serve()
                    office.new_projects(OWN, f"after-{way.__name__}", 3)
                    head = int(office.heng("events", "head").out.split(":")[0])
                    wait_until(lambda: place_in(cursor) == head, "it goes on")  # pylint: disable=cell-var-from-loop
                watch.kill()
                seen = [int(json.loads(line)["sequence"]) for line in watch.stdout.read().decode().splitlines()]
                self.assertEqual(seen, list(range(1, head + 1)))
                self.assertEqual(watch.stderr.read(), b"", "said once for each time")


class SlowReaders(unittest.TestCase):
    WATCHERS = 20
    EVENTS = 20_000

    def test_who_never_reads_costs_bounded_memory(self):
        with WatchedOffice() as office:
            office.new_projects(OWN, "warm", 500)  # what the server allocates once
            office.events()
            # The windows of flow control as small as they can be: the server has to hold back what does not fit.
            options = [("grpc.http2.lookahead_bytes", 1024), ("grpc.http2.bdp_probe", 0), ("grpc.use_local_subchannel_pool", 1)]
            token = office.token_file.read_text(encoding="ascii").strip()
            channels, calls = [], []
            before = office.memory()
            for _ in range(self.WATCHERS):
                channel = grpc.insecure_channel(office.address, options=options)
                channels.append(channel)
                watch = channel.unary_stream("/heng.v1.EventService/WatchEvents")
                calls.append(watch(b"", metadata=[("authorization", f"Bearer {token}")]))
            slowest = 0.0
            for batch in range(self.EVENTS // 500):
                office.new_projects(OWN, f"b{batch}", 500)
                begin = time.monotonic()
                self.assertEqual(office.heng("whoami").code, 0)
                slowest = max(slowest, time.monotonic() - begin)
            loaded = office.memory()
            print(f"\n{self.WATCHERS} watchers that never read, {self.EVENTS} events: {before >> 20} MiB before, "
                  f"{loaded >> 20} MiB after; the slowest other call took {slowest:.2f} s", flush=True)
            # All events are some 20 MB a watcher, as messages.
            self.assertLess(loaded - before, 120 << 20)
            # One of them begins to read, and misses nothing.
            count, sequence = 0, 0
            for message in calls[0]:
                count += message.count(b"project.import")
                sequence += 1
                if count >= self.EVENTS + 500:
                    break
            for call in calls:
                call.cancel()
            for channel in channels:
                channel.close()
            self.assertEqual(office.stop(), 0)


if __name__ == "__main__":
    unittest.main()
