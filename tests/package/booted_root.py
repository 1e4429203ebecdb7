"""A root with a systemd of its own running in it (systemd-nspawn --boot), without a network but its loopback."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from debian_root import Unavailable

BOOT_SECONDS = 120
POWER_OFF = signal.SIGRTMIN + 4  # what systemd takes for "power off"


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def first_process(pid):
    """The container's process 1 as seen from here, somewhere below nspawn."""
    for child in children(pid):
        status = pathlib.Path(f"/proc/{child}/status").read_text()
        numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
        if len(numbers) == 3 and numbers[-1] == "1" and "Name:\tsystemd\n" in status:
            return child
        if (found := first_process(child)):
            return found
    return None


class Booted:
    def __init__(self, root):
        if shutil.which("systemd-nspawn") is None:
            raise Unavailable("systemd-nspawn is not installed; see deploy/packages.txt")
        self.log = tempfile.TemporaryFile()
        self.nspawn = subprocess.Popen(
            ["systemd-nspawn", "--directory", root.path, "--boot", "--register=no", "--keep-unit", "--private-network",
             "--link-journal=no", "--machine=heng-package-test", "--console=pipe"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        self.leader = None
        end = time.monotonic() + BOOT_SECONDS
        while self.leader is None or self.run("test", "-S", "/run/systemd/private", check=False).returncode != 0:
            self._give_up(end)
            self.leader = first_process(self.nspawn.pid)
            time.sleep(0.05)
        self.run("systemctl", "is-system-running", "--wait", check=False)  # waits until all units are started

    def _give_up(self, end):
        if self.nspawn.poll() is not None or time.monotonic() > end:
            self.log.seek(0)
            said = self.log.read().decode("utf-8", "replace")[-500:]
            self.stop()
            raise Unavailable(f"no systemd can be booted here: {said}")

    def run(self, *arguments, check=True, **more):
        if self.leader is None:
            return subprocess.CompletedProcess(arguments, 1)
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        command = ["nsenter", "--target", str(self.leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd",
                   *map(str, arguments)]
        done = subprocess.run(command, env=dict(environment, **more), check=False, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        assert not check or done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}"
        return done

    def stop(self):
        """Off, as by its switch, and the process gone."""
        if self.leader is not None and self.nspawn.poll() is None:
            try:
                os.kill(self.leader, POWER_OFF)
                self.nspawn.wait(timeout=60)
            except (subprocess.TimeoutExpired, ProcessLookupError):
                pass
        if self.nspawn.poll() is None:
            self.nspawn.kill()
        self.nspawn.wait()
        self.log.close()
