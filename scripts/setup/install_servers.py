"""Installs PostgreSQL and nginx for the tests of many machines, with apt."""

import os
import shutil
import subprocess
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
# Folders that are not in every user's PATH.
SBIN = "/usr/sbin"


def postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs; None if it is not installed."""
    for found in sorted(DEBIAN.glob("*/bin"), reverse=True):
        if (found / "initdb").exists():
            return found
    program = shutil.which("initdb")
    return None if program is None else Path(program).parent


def nginx() -> str | None:
    """Return the path of nginx; None if it is not installed."""
    return shutil.which("nginx") or shutil.which("nginx", path=SBIN)


def main() -> None:
    """Install what is missing; the tests that need it are skipped otherwise."""
    wanted = {"postgresql": postgresql(), "nginx-light": nginx()}
    missing = [package for package, found in wanted.items() if found is None]
    apt = shutil.which("apt-get")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not missing or apt is None or not root:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", *missing],
    ):
        subprocess.run([apt, *arguments], env=quiet, check=False)


if __name__ == "__main__":
    main()
