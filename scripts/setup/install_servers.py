"""Have a PostgreSQL and an nginx for the tests of many machines: Debian's by apt."""

import os
import shutil
import subprocess
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
# Not in the path of everybody.
SBIN = "/usr/sbin"


def postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where there is none."""
    for found in sorted(DEBIAN.glob("*/bin"), reverse=True):
        if (found / "initdb").exists():
            return found
    program = shutil.which("initdb")
    return None if program is None else Path(program).parent


def nginx() -> str | None:
    """Return nginx's program; None where there is none."""
    return shutil.which("nginx") or shutil.which("nginx", path=SBIN)


def main() -> None:
    """Install what is not there; without it, its tests say that they skip."""
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
