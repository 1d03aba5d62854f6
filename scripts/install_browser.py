"""Have a Chromium for the browser tests: Debian's where apt can, else Playwright's."""

import os
import shutil
import subprocess
import sys


def main() -> None:
    """Install one unless there is one."""
    if shutil.which("chromium"):
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
        ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        if subprocess.run([apt, *arguments], env=quiet, check=False).returncode:
            return False
    return shutil.which("chromium") is not None


if __name__ == "__main__":
    main()
