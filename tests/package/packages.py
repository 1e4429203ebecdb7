"""The packages under test, made by cpack from the build that ctest runs in, and what the unit file says."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("HENG_BUILD", ROOT / "build/dev"))
CACHE = BUILD / "package-test"
UNIT = ROOT / "deploy/systemd/hengd.service"
SEED = ROOT / "tests/data/seeds/2-zhucun-bangfu.json"
SEED_TOTAL = "88.77"  # under shanxi-2022 and under mof-2020
SERVER, CLIENT = "heng-server", "heng-client"


def build(version=None):
    """{package name: file}. With a version: the same files under that version."""
    folder = CACHE / f"deb-{version or 'as-is'}"
    command = ["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder]
    if version:
        command += ["-D", f"CPACK_PACKAGE_VERSION={version}"]
    for old in folder.glob("*.deb"):
        old.unlink()
    done = subprocess.run(command, cwd=BUILD, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {file.name.split("_")[0]: file for file in folder.glob("*.deb")}
    assert set(found) == {SERVER, CLIENT}, found
    return found


def field(package, name):
    return subprocess.run(["dpkg-deb", "--field", package, name], check=True, capture_output=True, text=True).stdout.strip()


def unit(text):
    """{section: {key: [value, …]}}"""
    found, section = {}, None
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, value = line.split("=", 1)
            section.setdefault(key, []).append(value)
    return found


def seconds(text):
    assert text.endswith("s"), f"{text}: write seconds with an s"
    return int(text[:-1])
