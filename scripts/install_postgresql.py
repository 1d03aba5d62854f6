"""Have a PostgreSQL for the tests of the store: Debian's, where apt can."""

import os
import shutil
import subprocess
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")


def folder() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where there is none."""
    for found in sorted(DEBIAN.glob("*/bin"), reverse=True):
        if (found / "initdb").exists():
            return found
    program = shutil.which("initdb")
    return None if program is None else Path(program).parent


def main() -> None:
    """Install it unless it is there; without it, its tests say that they skip."""
    apt = shutil.which("apt-get")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if folder() is not None or apt is None or not root:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "postgresql"],
    ):
        subprocess.run([apt, *arguments], env=quiet, check=False)


if __name__ == "__main__":
    main()
