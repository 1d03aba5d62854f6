"""Have a Chromium for the browser tests: Debian's where apt can, else Playwright's.

Debian's headless shell is the same engine without the windows around it, which no test
looks at: a page opens with a third less work.
"""

import os
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"


def executable() -> str | None:
    """Return the Chromium of this machine; None where it is Playwright's own."""
    return shutil.which(SHELL) or shutil.which("chromium")


def main() -> None:
    """Install one unless there is one."""
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
    """Install Debian's package; return whether there is a Chromium now."""
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
