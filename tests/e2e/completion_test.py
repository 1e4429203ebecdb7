"""Completion as people meet it: an interactive bash and zsh, the tab key, and what then stands on the line."""

import os
import pathlib
import pty
import re
import select
import subprocess
import tempfile
import time
import unittest

from office import BIN

PATIENCE = 60  # seconds a shell may take to say something

# Ctrl-T prints the line as it stands, between << and >>, and empties it.
BASH = r"""
PS1='' PS2=''
bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; bind 'set completion-query-items 0'
bind 'set page-completions off'
show() { printf '<<%s>>\n' "$READLINE_LINE"; READLINE_LINE= READLINE_POINT=0; }
bind -x '"\C-t": show'
"""
ZSH = r"""
PROMPT='' RPROMPT='' PROMPT_SP='' LISTMAX=999
unsetopt beep zle_bracketed_paste 2>/dev/null; unset zle_bracketed_paste
show() { print -r -- "<<$BUFFER>>"; BUFFER=; }
zle -N show; bindkey '^T' show
"""


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, command, setup, folder):
        environment = {"PATH": f'{BIN}:{os.environ["PATH"]}', "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8",
                       "HENG_SERVER": "127.0.0.1:1"}
        ours, theirs = pty.openpty()
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment,
                                        start_new_session=True)
        os.close(theirs)
        self.terminal, self.seen = ours, ""
        script = pathlib.Path(folder, "setup")
        script.write_text(setup)
        self.send(". ./setup; echo up-and-'running'\n")
        self.expect(r"up-and-running")

    def send(self, keys):
        os.write(self.terminal, keys.encode())

    def expect(self, pattern):
        """Reads until `pattern` has come; what came up to it is taken."""
        end = time.monotonic() + PATIENCE
        while not (match := re.search(pattern, self.seen)):
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"{pattern} did not come, but {self.seen!r}")
            self.seen += os.read(self.terminal, 65536).decode(errors="replace")
        self.seen = self.seen[match.end():]
        return match

    def completed(self, line):
        """The line after the tab key."""
        self.send(line + "\t\x14")
        return self.expect(r"<<([^\n]*)>>").group(1)

    def offered(self, line, last):
        """What is listed under an ambiguous line, up to the word `last`."""
        self.send(line + "\t\t")
        listed = self.expect(rf"(?s).*\b{last}\b").group(0)
        self.send("\x14")
        self.expect(r"<<[^\n]*>>")
        return listed

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


class Completion(unittest.TestCase):
    def lines(self, shell):
        """What both shells make of the same keys."""
        self.assertEqual(shell.completed("heng expl"), "heng explain-finding ")
        self.assertEqual(shell.completed("heng explain-finding weights-n"), "heng explain-finding weights-not-100 ")
        self.assertEqual(shell.completed("heng policy sim"), "heng policy simulate ")
        self.assertEqual(shell.completed("heng score --offl"), "heng score --offline ")
        self.assertEqual(shell.completed("heng score --policy sh"), "heng score --policy shanxi-2022 ")
        self.assertEqual(shell.completed("heng score --policy=sh"), "heng score --policy=shanxi-2022 ")
        self.assertEqual(shell.completed("heng score a-f"), "heng score a-form.json ")
        self.assertEqual(shell.completed("heng check sub"), "heng check sub folder/".replace(" f", "\\ f"))
        self.assertEqual(shell.completed("heng completion fi"), "heng completion fi")
        listed = shell.offered("heng completion ", "zsh")
        self.assertIn("bash", listed)

    def in_shell(self, command, setup):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "a-form.json").write_text("{}")
            (folder / "sub folder").mkdir()
            shell = Shell(command, setup(folder), folder)
            try:
                self.lines(shell)
            finally:
                shell.close()

    def test_bash(self):
        self.in_shell(["bash", "--norc", "-i"], lambda _: BASH + "source <(heng completion bash)\n")

    def test_zsh(self):
        """As the script itself says: sourced after compinit."""
        self.in_shell(["zsh", "-f", "-i"],
                      lambda _: ZSH + "autoload -Uz compinit; compinit -u -D\nsource <(heng completion zsh)\n")

    def test_zsh_installed_as_a_function(self):
        """As a file _heng on the fpath, which compinit finds by its first line."""
        def setup(folder):
            functions = folder / "functions"
            functions.mkdir()
            script = subprocess.run([BIN / "heng", "completion", "zsh"], check=True, capture_output=True).stdout
            (functions / "_heng").write_bytes(script)
            return ZSH + "fpath=(./functions $fpath)\nautoload -Uz compinit; compinit -u -D\n"

        self.in_shell(["zsh", "-f", "-i"], setup)


if __name__ == "__main__":
    unittest.main()
