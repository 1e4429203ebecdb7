"""hengd's maintenance commands as an administrator runs them: migrate, check, backup, restore."""

import contextlib
import hashlib
import os
import random
import re
import shutil
import sqlite3
import stat
import subprocess
import time
import unittest

from office import BIN, ROOT, SEEDS, SEVEN, Office, Result, seed_files

VERSION_1 = ROOT / "tests/data/stores/v1.sql"
KILLS = 150 if os.environ.get("HENG_LONG_TESTS") else 25


E = Office.EVENTS  # the first form is event E + 1
N = Office.ENTRIES


class Maintenance(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.__exit__)
        self.store = self.office.store

    def hengd(self, *arguments, lang="en", store=None):
        command = [BIN / "hengd", *map(str, arguments), "--store", f"sqlite:{store or self.store}"]
        done = subprocess.run(command, env=dict(os.environ, HENG_LANG=lang), capture_output=True, timeout=120,
                              check=False)
        return Result(done)

    def sql(self, text, store=None):
        with contextlib.closing(sqlite3.connect(store or self.store)) as db:
            rows = db.execute(text).fetchall()
            db.commit()
            return rows

    def make_version_1(self, store=None):
        with contextlib.closing(sqlite3.connect(store or self.store)) as db:
            db.executescript(VERSION_1.read_text(encoding="utf-8"))
            db.execute("PRAGMA journal_mode = WAL")

    def make_store(self):
        """A stopped office with the seven forms."""
        self.office.start()
        self.assertEqual(self.office.heng("submit", *seed_files()).code, 0)
        self.assertEqual(self.office.stop(), 0)

    def names(self):
        return sorted(entry.name for entry in self.office.directory.iterdir() if entry.suffix != ".log")


class Migrate(Maintenance):
    def test_the_server_says_what_to_run_and_serves_afterwards(self):
        self.make_version_1()
        refused = subprocess.run(self.office.hengd_command(), capture_output=True, timeout=60, check=False)
        text = refused.stderr.decode("utf-8")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("0002_events_by_form.sql", text)
        command = re.search(r"run (hengd migrate --store \S+),", text).group(1).split()
        done = subprocess.run([BIN / "hengd", *command[1:]], capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done)
        self.office.start()
        self.assertIn("档案管理专项经费", self.office.heng("eval", "list").out)
        self.assertEqual(self.office.heng("submit", SEEDS / "2-zhucun-bangfu.json").code, 0)
        self.assertEqual(self.hengd("check").code, 0)

    def test_it_says_what_it_does(self):
        for lang, plan, result in (("en", "schema 1 -> 5", "migrated to schema 5"),
                                   ("zh", "结构版本 1 -> 5", "已升级到结构版本 5")):
            self.store.unlink(missing_ok=True)
            self.make_version_1()
            done = self.hengd("migrate", lang=lang)
            self.assertEqual(done.code, 0, done)
            self.assertEqual(done.out.strip(), result)
            for words in (plan, "0002_events_by_form.sql", f"{self.store}.schema1-"):
                self.assertIn(words, done.err)

    def test_dry_run_and_nothing_to_do(self):
        self.make_version_1()
        before = self.store.read_bytes()
        done = self.hengd("migrate", "--dry-run")
        self.assertEqual((done.code, done.out.strip()), (0, "dry run: nothing was changed"))
        self.assertEqual(self.store.read_bytes(), before)
        self.assertEqual(self.hengd("migrate").code, 0)
        done = self.hengd("migrate")
        self.assertEqual((done.code, done.out.strip()), (0, "nothing to do: the schema is version 5"))
        self.assertEqual(self.hengd("migrate", lang="zh").out.strip(), "无需升级：结构已是版本 5")

    def test_without_a_backup_only_on_purpose(self):
        self.make_version_1()
        done = self.hengd("migrate", "--no-backup")
        self.assertEqual(done.code, 2, done)
        self.assertIn("--force", done.err)
        self.assertEqual(self.hengd("migrate", "--no-backup", "--force").code, 0)
        self.assertFalse([name for name in self.names() if name.endswith(".backup")])

    def test_refused_while_served_and_for_newer_stores(self):
        with self.office:
            done = self.hengd("migrate")
            self.assertEqual((done.code, done.out), (1, ""), done)
            self.assertIn("in use by another hengd", done.err)
            self.office.stop()
            self.sql("PRAGMA user_version = 99")
            done = self.hengd("migrate")
            self.assertEqual(done.code, 1, done)
            self.assertIn("newer version", done.err)

    def test_killed_at_any_moment_the_store_is_old_or_new(self):
        self.make_version_1()
        shutil.copy(self.store, self.office.directory / "v1.db")
        began = time.monotonic()
        self.assertEqual(self.hengd("migrate").code, 0)
        duration = time.monotonic() - began
        seed = random.randrange(1 << 30)
        print(f"kill moments from seed {seed}", flush=True)
        moments = random.Random(seed)
        seen = {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}
        for _ in range(KILLS):
            for name in self.names():
                if name.startswith("heng.db"):
                    (self.office.directory / name).unlink()
            shutil.copy(self.office.directory / "v1.db", self.store)
            with subprocess.Popen([BIN / "hengd", "migrate", "--store", f"sqlite:{self.store}"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(moments.uniform(0, duration))  # the moment of the kill, not a synchronisation
                process.kill()
            ((version,),) = self.sql("PRAGMA user_version")
            seen[version] += 1
            has_form = bool(self.sql("SELECT 1 FROM pragma_table_info('events') WHERE name = 'form'"))
            self.assertEqual(has_form, version >= 2)  # each migration is a transaction of its own
            self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
            self.assertEqual(self.sql("SELECT count(*) FROM events"), [(7,)])
            for backup in self.office.directory.glob("*.backup"):
                self.assertEqual(self.hengd("check", store=backup).code, 0, "what is called a backup is none")
            done = self.hengd("migrate")
            self.assertEqual(done.code, 0, done)
            self.assertIn("sound", self.hengd("check").out)
        print(f"killed {KILLS} times: {seen[1]} old, {seen[2] + seen[3] + seen[4]} between, {seen[5]} new", flush=True)


class Backup(Maintenance):
    def test_online_backup_and_restore(self):
        copy = self.office.directory / "copy.db"
        with self.office:
            self.assertEqual(self.office.heng("submit", *seed_files()[:4]).code, 0)
            done = self.hengd("backup", "--to", copy)
            self.assertEqual(done.code, 0, done)
            self.assertEqual(self.office.heng("submit", *seed_files()[4:]).code, 0)
            said = dict(re.split(r":\s+", line, maxsplit=1) for line in done.out.splitlines())
            self.assertEqual(said["backup"], str(copy))
            self.assertEqual((said["forms"], said["events"], said["schema"]), ("4", str(E + 4), "5"))
            self.assertEqual(said["sha256"], hashlib.sha256(copy.read_bytes()).hexdigest())
            ((head,),) = self.sql(f"SELECT sequence || ':' || lower(hex(sha256)) FROM events WHERE sequence = {E + 4}")
            self.assertEqual(said["head"], head)
            self.assertEqual(stat.S_IMODE(copy.stat().st_mode), 0o600)

            refused = self.hengd("restore", "--from", copy)
            self.assertEqual(refused.code, 1, refused)
            self.assertIn("in use by another hengd", refused.err)
            self.assertEqual(self.office.stop(), 0)
            restored = self.hengd("restore", "--from", copy)
            self.assertEqual(restored.code, 0, restored)
            self.office.start()
            self.assertEqual(len(self.office.heng("eval", "list", "-o", "json").json_lines()), 4)
            self.assertEqual(self.office.stop(), 0)

            undo = re.search(r"to undo: hengd (.*)", restored.out).group(1).split()
            undone = subprocess.run([BIN / "hengd", *undo], capture_output=True, timeout=60, check=False)
            self.assertEqual(undone.returncode, 0, undone)
            self.office.start()
            self.assertEqual(len(self.office.heng("eval", "list", "-o", "json").json_lines()), len(SEVEN))

    def test_chinese(self):
        self.make_store()
        copy = self.office.directory / "copy.db"
        done = self.hengd("backup", "--to", copy, lang="zh")
        for words in (f"备份文件：{copy}", "表数：    7", f"条目数：  {N}", f"事件数：  {E + 7}", f"日志末端：{E + 7}:"):
            self.assertIn(words, done.out)
        done = self.hengd("restore", "--from", copy, lang="zh")
        for words in (f"已恢复：{self.store}", "原存储保留为：", "撤销：hengd restore --from"):
            self.assertIn(words, done.out)
        self.assertIn(f"完好：表 7，条目 {N}，事件 {E + 7}", self.hengd("check", lang="zh").out)

    def test_nothing_is_overwritten_and_the_default_name_has_the_time(self):
        self.make_store()
        copy = self.office.directory / "copy.db"
        copy.write_text("mine")
        done = self.hengd("backup", "--to", copy)
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn("not overwritten", done.err)
        self.assertEqual(copy.read_text(), "mine")
        self.assertEqual(self.hengd("backup").code, 0)
        self.assertRegex(" ".join(self.names()), r"heng\.db\.\d{8}T\d{6}Z\.backup")

    def test_damaged_backup_is_refused(self):
        self.make_store()
        copy = self.office.directory / "copy.db"
        self.assertEqual(self.hengd("backup", "--to", copy).code, 0)
        # Only the look at every form sees this one.
        self.sql(f"UPDATE revisions SET contacts = x'00' WHERE row >> 20 = {E + 1}", copy)
        before = self.store.read_bytes()
        done = self.hengd("restore", "--from", copy)
        self.assertEqual(done.code, 1, done)
        self.assertIn(f"event {E + 1} (evaluations/", done.err)
        self.assertEqual(self.store.read_bytes(), before)

    def test_backup_of_an_older_schema_is_restored_and_migrated(self):
        self.make_version_1()
        self.assertEqual(self.hengd("migrate").code, 0)
        (backup,) = self.office.directory.glob("*.backup")
        done = self.hengd("restore", "--from", backup)
        self.assertEqual(done.code, 0, done)
        self.assertIn("before starting run hengd migrate", done.out)
        self.assertEqual(self.sql("PRAGMA user_version"), [(1,)])

    def test_killed_restore_leaves_the_one_or_the_other(self):
        self.make_store()
        copy = self.office.directory / "copy.db"
        self.assertEqual(self.hengd("backup", "--to", copy).code, 0)
        self.sql("DELETE FROM requests", copy)  # to tell the two apart
        moments = random.Random(1)
        for _ in range(KILLS):
            for kept in self.office.directory.glob("*.before-restore-*"):
                kept.unlink()
            command = [BIN / "hengd", "restore", "--from", str(copy), "--store", f"sqlite:{self.store}"]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(moments.uniform(0, 0.03))  # the moment of the kill, not a synchronisation
                process.kill()
            done = self.hengd("check")
            self.assertEqual(done.code, 0, done)
            self.assertIn(f"forms 7, entries {N}, events {E + 7}", done.out)


class Check(Maintenance):
    def test_sound_also_while_served(self):
        with self.office:
            self.assertEqual(self.office.heng("submit", *seed_files()).code, 0)
            done = self.hengd("check")
            self.assertEqual(done.code, 0, done)
            self.assertRegex(done.out, rf"^sound: forms 7, entries {N}, events {E + 7}, head {E + 7}:[0-9a-f]{{64}}, "
                                       r"seconds \d+\.\d\n$")

    def test_every_kind_of_damage_is_found_and_nothing_is_changed(self):
        self.make_store()
        sound = self.store.read_bytes()
        damages = [
            (f"UPDATE events SET caller = 'x' WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"UPDATE events SET sha256 = zeroblob(32) WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"UPDATE events SET time = 1 WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"UPDATE events SET form = {E + 2} WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"DELETE FROM events WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"UPDATE headers SET total = total + 1 WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"UPDATE headers SET project_name = 'x' WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"DELETE FROM headers WHERE sequence = {E + 3}", f"event {E + 3}"),
            (f"UPDATE revisions SET form = x'00' WHERE row >> 20 = {E + 3}", f"event {E + 3}"),
            (f"UPDATE revisions SET score = x'00' WHERE row >> 20 = {E + 3}", f"event {E + 3}"),
            (f"INSERT INTO revisions SELECT row + 1, form, score, contacts, review FROM revisions WHERE row >> 20 = {E + 3}",
             f"event {E + 3}"),
            ("DROP INDEX headers_by_year", "headers_by_year"),
            ("CREATE TABLE notes (text)", "notes"),
        ]
        for damage, place in damages:
            with self.subTest(damage):
                self.store.write_bytes(sound)
                self.sql(damage)
                before = self.store.read_bytes()
                done = self.hengd("check")
                self.assertEqual(done.code, 1, done)
                self.assertIn(place, done.out)
                self.assertRegex(done.out, r"problems: [1-9]")
                self.assertIn("hengd restore --from", done.err)
                self.assertEqual(self.store.read_bytes(), before)

    def test_damaged_pages(self):
        self.make_store()
        data = bytearray(self.store.read_bytes())
        middle = len(data) // 2
        data[middle:middle + 20000] = b"\x5a" * 20000
        self.store.write_bytes(bytes(data))
        done = self.hengd("check", lang="zh")
        self.assertEqual(done.code, 1, done)
        self.assertIn("问题：", done.out)
        self.assertIn("怎么办", done.err)
        self.assertEqual(self.store.read_bytes(), bytes(data))

    def test_problems_are_listed_up_to_a_hundred_and_all_counted(self):
        self.make_store()
        last = (f"SELECT {E + 7} + n, time + n, caller, role, action, resource, org_id, policy, request_id, etag, "
                "revision_sha256, header_sha256, previous_sha256, sha256, form FROM events, "
                "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 300) SELECT n FROM c) "
                f"WHERE sequence = {E + 7}")
        self.sql(f"INSERT INTO events {last}")
        done = self.hengd("check")
        self.assertEqual(done.code, 1)
        self.assertEqual(len(re.findall("^problem:", done.out, re.M)), 100)
        self.assertGreaterEqual(int(re.search(r"problems: (\d+)", done.out).group(1)), 300)

    def test_what_is_no_store(self):
        done = self.hengd("check")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn("is not there", done.err)
        self.store.write_text("notes" * 1000)
        self.assertIn("not a store of Heng", self.hengd("check").err)


class Usage(Maintenance):
    def test_wrong_use_is_exit_2(self):
        for arguments in (["restore"], ["backup", "--no-such"], ["migrate", "check"]):
            self.assertEqual(self.hengd(*arguments).code, 2, arguments)
        done = subprocess.run([BIN / "hengd", "check", "--store", "oracle:x"], capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)

    def test_help_names_the_commands(self):
        done = subprocess.run([BIN / "hengd", "--help"], capture_output=True, check=False)
        for words in ("migrate", "check", "backup", "restore", "备份", "恢复"):
            self.assertIn(words, done.stdout.decode("utf-8"))
        for command in ("migrate", "check", "backup", "restore"):
            done = subprocess.run([BIN / "hengd", command, "--help"], capture_output=True, check=False)
            self.assertEqual(done.returncode, 0)
            self.assertIn("--store", done.stdout.decode("utf-8"))


if __name__ == "__main__":
    unittest.main()
