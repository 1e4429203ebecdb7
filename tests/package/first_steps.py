"""An office on a packaged hengd, made by the commands of deploy/deb/README.md, "First steps", as they are written."""

import packages

README = packages.ROOT / "deploy/deb/README.md"
TOKEN = "/root/zhang-san.token"


def sections(file):
    """[(heading, [block of commands])] of a document, in order; what is indented is a command."""
    found, inside = [("", [])], False
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found.append((line[3:], []))
        elif line.startswith("    "):
            if not inside:
                found[-1][1].append("")
            found[-1][1][-1] += line[4:] + "\n"
        inside = line.startswith("    ")
    return [(heading, blocks) for heading, blocks in found if blocks]


def commands():
    """(what is done on the server while hengd does not serve, what is done through it)"""
    server, through = dict(sections(README))["First steps"]
    return server, through


def bash(run, commands, **environment):
    """`run`: Root.run or Booted.run."""
    return run("bash", "-euo", "pipefail", "-c", f"cd /root\n{commands}", HENG_LANG="en", **environment).stdout
