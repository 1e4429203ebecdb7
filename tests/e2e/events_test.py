"""The event log as an auditor uses it: look, keep the head, check, and see a change made behind the server's back."""

import fcntl
import os
import pty
import re
import sqlite3
import struct
import subprocess
import termios
import unittest

from office import BIN, Office, seed_files

ZEROS = "0" * 64
E = Office.EVENTS  # the first form is event E + 1


def masked(text):
    """Times and hashes are new in every run."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "YYYY-MM-DD hh:mm:ss", text)
    return re.sub(r"[0-9a-f]{64}", "HASH", text)


def on_terminal(office, *arguments, columns=80):
    """What `heng` prints on a terminal of this width; stdout and stderr together."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = dict(office.environment(), NO_COLOR="1")
    with subprocess.Popen([BIN / "heng", *arguments], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                          env=environment) as process:
        os.close(slave)
        text = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            text += part
        os.close(master)
        process.wait(timeout=60)
    return text.decode("utf-8").replace("\r\n", "\n")


class Events(unittest.TestCase):
    def test_a_log_without_forms(self):
        with Office() as office:
            self.assertRegex(office.heng("events", "head").out, rf"^{E}:[0-9a-f]{{64}}\n$")
            self.assertEqual(masked(office.heng("events", "verify", "--head", f"0:{ZEROS}").out),
                             f"事件日志完好：已核对第 1 至 {E} 条，末条是 {E}:HASH。\n")
            listed = office.heng("events", "list", "--from", str(E + 1))
            self.assertEqual((listed.code, listed.out, listed.err), (0, "", "没有事件。\n"))

    def test_list_in_both_languages(self):
        with Office() as office:
            office.heng("submit", *seed_files()[:2])
            self.assertEqual(
                masked(office.heng("events", "list", "--from", str(E + 1)).out),
                "序号  时间（北京）         操作人                       操作  对象                                 版本\n"
                "  61  YYYY-MM-DD hh:mm:ss  principals/admin (preparer)  提交  evaluations/dt-shebao-2022-canjiren     1\n"
                "  62  YYYY-MM-DD hh:mm:ss  principals/admin (preparer)  提交  evaluations/dt-shebao-2022-zhucun       1\n")
            self.assertEqual(
                masked(office.heng("events", "list", "--from", str(E + 2), lang="en").out),
                "No.  Time (+08:00)        Who                          Action  Resource                           Etag\n"
                " 62  YYYY-MM-DD hh:mm:ss  principals/admin (preparer)  submit  evaluations/dt-shebao-2022-zhucun     1\n")
            one = office.heng("events", "list", "--resource", "evaluations/dt-shebao-2022-zhucun", "-o", "json").json_lines()
            self.assertEqual([(e["sequence"], e["action"]) for e in one], [(str(E + 2), "evaluation.submit")])
            self.assertEqual(len(office.heng("events", "list", "--limit", "1", "-o", "json").json_lines()), 1)
            unknown = office.heng("events", "list", "--resource", "evaluations/no-such-form")
            self.assertEqual(unknown.code, 1, unknown)
            self.assertIn("RESOURCE_NOT_FOUND", unknown.err)

    def test_a_terminal_of_80_columns(self):
        with Office() as office:
            office.heng("submit", *seed_files()[:1])
            lines = masked(on_terminal(office, "events", "list", "--from", str(E + 1))).splitlines()
            self.assertEqual(lines, [
                "序号  时间（北京）         操作人    操作  对象                             版本",
                "  61  YYYY-MM-DD hh:mm:ss  princip…  提交  evaluations/dt-shebao-2022-can…     1"])
            self.assertEqual(masked(on_terminal(office, "events", "verify")),
                             f"事件日志完好：已核对第 1 至 {E + 1} 条，末条是 {E + 1}:HASH。\n")

    def test_a_kept_head_proves_what_came_before(self):
        with Office() as office:
            office.heng("submit", *seed_files()[:3])
            head = office.heng("events", "head").out.strip()
            self.assertRegex(head, rf"^{E + 3}:[0-9a-f]{{64}}$")
            office.heng("submit", *seed_files()[3:])
            sound = office.heng("events", "verify", "--head", head, lang="en")
            self.assertEqual(sound.code, 0, sound)
            self.assertEqual(masked(sound.out),
                             f"The event log is sound: events 1 to {E + 7} are checked; it ends with {E + 7}:HASH.\n")
            other = office.heng("events", "verify", "--head", head.replace(f"{E + 3}:", f"{E + 4}:", 1))
            self.assertEqual(other.code, 1, other)
            self.assertIn(f"第 {E + 4} 条起断开", other.out)
            self.assertIn("[head-mismatch]", other.out)
            cut = office.heng("events", "verify", "--head", head.replace(f"{E + 3}:", "99:", 1), "-o", "json")
            self.assertEqual(cut.code, 1, cut)
            self.assertEqual(cut.json_lines()[0]["kind"], "event-missing")
            self.assertEqual(cut.json_lines()[-1]["summary"]["problems"], 1)

    def test_a_change_behind_the_servers_back_is_found(self):
        with Office() as office:
            office.heng("submit", *seed_files())
            office.stop()
            with sqlite3.connect(office.store) as store:
                store.execute(f"UPDATE events SET caller = 'someone' WHERE sequence = {E + 2}")
                store.execute("UPDATE headers SET total = 1000000 WHERE id = 'dt-shebao-2022-wangluo'")
            store.close()
            office.start()
            found = office.heng("events", "verify")
            self.assertEqual(found.code, 1, found)
            self.assertEqual(
                masked(found.out),
                f"事件日志从第 {E + 2} 条起断开，共 2 处问题：\n"
                f"  第 {E + 2} 条 evaluations/dt-shebao-2022-zhucun [event-changed]\n"
                f"    第 {E + 2} 条事件的内容与其自身的哈希不符，写入后被改动过。从这里起日志不可信：请保留现有文件，与备份核对后恢复。\n"
                f"  第 {E + 3} 条 evaluations/dt-shebao-2022-wangluo [header-changed]\n"
                f"    表头与最后写入它的第 {E + 3} 条事件不符，写入后被改动过（total）。请保留现有文件，与备份核对这一份表后恢复。\n")
            self.assertEqual(office.heng("events", "verify", "--from", str(E + 4)).code, 0)

    def test_wrong_flags(self):
        with Office() as office:
            for arguments in (["verify", "--head", "12"], ["verify", "--head", f"x:{ZEROS}"], ["verify", "--from", "0"],
                              ["list", "--limit", "-1"]):
                self.assertEqual(office.heng("events", *arguments).code, 2, arguments)


if __name__ == "__main__":
    unittest.main()
