"""Installs a Chromium for the browser tests: Debian's if apt works, or Playwright's.

Debian's headless shell is the same engine without a window system, which no test needs:
a page opens with a third less work.
"""

import os
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"


def executable() -> str | None:
    """Return the path of the system's Chromium; None if only Playwright's can exist."""
    return shutil.which(SHELL) or shutil.which("chromium")


def main() -> None:
    """Install a Chromium unless there is one."""
    if executable():
        return
    apt = shutil.which("apt-get")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if apt and root and _debian(apt):
        return
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=True
    )


def _debian(apt: str) -> bool:
    """Install Debian's package; return whether the system then has a Chromium."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", SHELL],
    ):
        if subprocess.run([apt, *arguments], env=quiet, check=False).returncode:
            return False
    return executable() is not None


if __name__ == "__main__":
    main()
