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


def masked(text):
    """Times and hashes are new in every run."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "YYYY-MM-DD hh:mm:ss", text)
    return re.sub(r"[0-9a-f]{64}", "HASH", text)


def on_terminal(office, *arguments, columns=80):
    """What `heng` prints on a terminal of this width; stdout and stderr together."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = dict(os.environ, HENG_SERVER=office.address, HENG_LANG="zh", NO_COLOR="1")
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
    def test_an_empty_log(self):
        with Office() as office:
            self.assertEqual(office.heng("events", "head").out, f"0:{ZEROS}\n")
            self.assertEqual(office.heng("events", "verify", "--head", f"0:{ZEROS}").out, "事件日志完好：还没有事件。\n")
            listed = office.heng("events", "list")
            self.assertEqual((listed.code, listed.out, listed.err), (0, "", "没有事件。\n"))

    def test_list_in_both_languages(self):
        with Office() as office:
            office.heng("submit", *seed_files()[:2])
            self.assertEqual(
                masked(office.heng("events", "list").out),
                "序号  时间（北京）         操作人  操作  对象                                 版本\n"
                "   1  YYYY-MM-DD hh:mm:ss  local   提交  evaluations/dt-shebao-2022-canjiren     1\n"
                "   2  YYYY-MM-DD hh:mm:ss  local   提交  evaluations/dt-shebao-2022-zhucun       1\n")
            self.assertEqual(
                masked(office.heng("events", "list", "--from", "2", lang="en").out),
                "No.  Time (+08:00)        Who    Action  Resource                           Etag\n"
                "  2  YYYY-MM-DD hh:mm:ss  local  submit  evaluations/dt-shebao-2022-zhucun     1\n")
            one = office.heng("events", "list", "--resource", "dt-shebao-2022-zhucun", "-o", "json").json_lines()
            self.assertEqual([(e["sequence"], e["action"]) for e in one], [("2", "evaluation.submit")])
            self.assertEqual(len(office.heng("events", "list", "--limit", "1", "-o", "json").json_lines()), 1)
            unknown = office.heng("events", "list", "--resource", "no-such-form")
            self.assertEqual(unknown.code, 1, unknown)
            self.assertIn("EVALUATION_NOT_FOUND", unknown.err)

    def test_a_terminal_of_80_columns(self):
        with Office() as office:
            office.heng("submit", *seed_files()[:1])
            lines = masked(on_terminal(office, "events", "list")).splitlines()
            self.assertEqual(lines, [
                "序号  时间（北京）         操作人  操作  对象                               版本",
                "   1  YYYY-MM-DD hh:mm:ss  local   提交  evaluations/dt-shebao-2022-canji…     1"])
            self.assertEqual(masked(on_terminal(office, "events", "verify")),
                             "事件日志完好：已核对第 1 至 1 条，末条是 1:HASH。\n")

    def test_a_kept_head_proves_what_came_before(self):
        with Office() as office:
            office.heng("submit", *seed_files()[:3])
            head = office.heng("events", "head").out.strip()
            self.assertRegex(head, r"^3:[0-9a-f]{64}$")
            office.heng("submit", *seed_files()[3:])
            sound = office.heng("events", "verify", "--head", head, lang="en")
            self.assertEqual(sound.code, 0, sound)
            self.assertEqual(masked(sound.out),
                             "The event log is sound: events 1 to 7 are checked; it ends with 7:HASH.\n")
            other = office.heng("events", "verify", "--head", head.replace("3:", "4:", 1))
            self.assertEqual(other.code, 1, other)
            self.assertIn("第 4 条起断开", other.out)
            self.assertIn("[head-mismatch]", other.out)
            cut = office.heng("events", "verify", "--head", head.replace("3:", "99:", 1), "-o", "json")
            self.assertEqual(cut.code, 1, cut)
            self.assertEqual(cut.json_lines()[0]["kind"], "event-missing")
            self.assertEqual(cut.json_lines()[-1]["summary"]["problems"], 1)

    def test_a_change_behind_the_servers_back_is_found(self):
        with Office() as office:
            office.heng("submit", *seed_files())
            office.stop()
            with sqlite3.connect(office.store) as store:
                store.execute("UPDATE events SET caller = 'someone' WHERE sequence = 2")
                store.execute("UPDATE headers SET total = 1000000 WHERE id = 'dt-shebao-2022-wangluo'")
            store.close()
            office.start()
            found = office.heng("events", "verify")
            self.assertEqual(found.code, 1, found)
            self.assertEqual(
                masked(found.out),
                "事件日志从第 2 条起断开，共 2 处问题：\n"
                "  第 2 条 evaluations/dt-shebao-2022-zhucun [event-changed]\n"
                "    第 2 条事件的内容与其自身的哈希不符，写入后被改动过。从这里起日志不可信：请保留现有文件，与备份核对后恢复。\n"
                "  第 3 条 evaluations/dt-shebao-2022-wangluo [header-changed]\n"
                "    表头与最后写入它的第 3 条事件不符，写入后被改动过（total）。请保留现有文件，与备份核对这一份表后恢复。\n")
            self.assertEqual(office.heng("events", "verify", "--from", "4").code, 0)

    def test_wrong_flags(self):
        with Office() as office:
            for arguments in (["verify", "--head", "12"], ["verify", "--head", f"x:{ZEROS}"], ["verify", "--from", "0"],
                              ["list", "--limit", "-1"]):
                self.assertEqual(office.heng("events", *arguments).code, 2, arguments)


if __name__ == "__main__":
    unittest.main()
