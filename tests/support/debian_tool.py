"""A program of a Debian package that tests need and that nobody wants as a service on his machine (Prometheus, etcd): if
it is not installed, the package is downloaded with apt and unpacked, not installed."""

import os
import pathlib
import shutil
import subprocess
import tempfile


class Unavailable(Exception):
    """Why the program can't be had."""


def debian_tool(package, program, cache):
    """The program's path. What is unpacked stays in the folder `cache`."""
    if (found := shutil.which(program)):
        return pathlib.Path(found)
    path = cache / package / "usr/bin" / program
    if path.exists():
        return path
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        os.chmod(folder, 0o755)
        done = subprocess.run(["apt-get", "download", package], cwd=folder, check=False, capture_output=True, text=True)
        files = list(pathlib.Path(folder).glob("*.deb"))
        if done.returncode != 0 or not files:
            raise Unavailable(f"{program} is not installed and apt can't download {package}: {done.stderr.strip()}")
        subprocess.run(["dpkg-deb", "-x", files[0], f"{folder}/tree"], check=True)
        os.rename(f"{folder}/tree", cache / package)
    return path
