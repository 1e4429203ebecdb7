"""A bare Debian 12 for tests: debootstrap from the machine's own apt sources, made once, copied for each test."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

SUITE = "bookworm"
# Goes into the name of what is kept: change it when the recipe below changes.
RECIPE = "minbase ca-certificates 1"
APT_SETTINGS = ("Acquire::http", "Acquire::https", "Acquire::Check-Valid-Until", "Acquire::Check-Date")
# In a mount namespace of its own, so that nothing stays mounted.
ENTER = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'


class Unavailable(Exception):
    """Why there can be no root on this machine."""


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def sources():
    """The machine's apt sources of Debian 12: [(site, release, component)]."""
    lines = output("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)", "Created-By: Packages")
    found = [tuple(line.split()) for line in lines.splitlines() if len(line.split()) == 3]
    found = sorted({entry for entry in found if entry[1].split("-")[0] == SUITE and entry[2] == "main"})
    if not any(release == SUITE for _, release, _ in found):
        raise Unavailable(f"apt has no source of Debian 12 ({SUITE}); see apt-get indextargets")
    return found


def apt_settings():
    lines = output("apt-config", "dump", *APT_SETTINGS).splitlines()
    return "".join(line + "\n" for line in lines if line.startswith(APT_SETTINGS))


def proxy():
    """debootstrap does not read apt's settings."""
    value = output("apt-config", "dump", "--format", "%v", "Acquire::http::Proxy").strip()
    return {"http_proxy": value} if value and value != "DIRECT" else {}


def bare_root(cache):
    """The folder of the bare root, made if it is not there. Nobody changes it afterwards."""
    if os.geteuid() != 0:
        raise Unavailable("only root can make and enter another root file system")
    if shutil.which("debootstrap") is None:
        raise Unavailable("debootstrap is not installed; see deploy/packages.txt")
    found = sources()
    key = hashlib.sha256(repr((RECIPE, found)).encode()).hexdigest()[:16]
    root = cache / f"bare-{key}"
    if root.exists():
        return root
    cache.mkdir(parents=True, exist_ok=True)
    making = pathlib.Path(tempfile.mkdtemp(prefix="making-", dir=cache))
    site = next(site for site, release, _ in found if release == SUITE)
    try:
        with open(cache / "debootstrap.log", "wb") as log:
            subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, making, site],
                           check=True, stdout=log, stderr=subprocess.STDOUT, env=dict(os.environ, **proxy()))
        lines = [f"deb {site} {release} {component}\n" for site, release, component in found]
        (making / "etc/apt/sources.list").write_text("".join(lines), encoding="utf-8")
        (making / "etc/apt/apt.conf.d/90machine").write_text(
            apt_settings() + 'Binary::apt-get::APT::Keep-Downloaded-Packages "true";\n', encoding="utf-8")
        making.chmod(0o755)
        making.rename(root)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return root


class Root:
    """A copy of the bare root that a test may do anything to; use as a context manager."""

    def __init__(self, cache):
        bare = bare_root(cache)
        self.downloads = cache / "archives"
        self.downloads.mkdir(exist_ok=True)
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="root-", dir=cache))
        subprocess.run(["cp", "-a", "--reflink=auto", f"{bare}/.", self.path], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def command(self, *arguments):
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, self.path, *arguments]

    def run(self, *arguments, check=True, **more):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(self.command(*map(str, arguments)), env=dict(environment, **more), check=False, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
        assert not check or done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}"
        return done

    def copy_in(self, file):
        shutil.copy(file, self.path / "root")
        return f"/root/{file.name}"

    def apt_install(self, *packages):
        """With what they depend on, from the mirror; what was downloaded once is kept."""
        archives = self.path / "var/cache/apt/archives"
        for file in self.downloads.glob("*.deb"):
            shutil.copy(file, archives)
        self.run("apt-get", "update", check=False)  # without a network the lists and downloads of last time may do
        done = self.run("apt-get", "install", "--yes", "--no-install-recommends", *packages)
        for file in archives.glob("*.deb"):
            if not (self.downloads / file.name).exists():
                shutil.copy(file, self.downloads)
            file.unlink()
        return done.stdout
