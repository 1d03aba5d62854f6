"""Runs Python with a folder on a very small disk."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.root import ROOT

ALONE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = 'mount -t tmpfs -o size={kilobytes}k tmpfs "$0" && exec "$@"'


def on_a_small_disk(folder: Path, arguments: list[str], *, kilobytes: int = 200) -> int:
    """Run Python with `folder` on a small disk that only that process sees.

    Args:
        folder: An empty folder.
        arguments: Arguments of the Python command.
        kilobytes: Size of the disk.

    Returns:
        The exit code. Skips the test if the system does not support this.
    """
    try:
        subprocess.run([*ALONE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk for one process needs Linux's user namespaces")
    mount = MOUNT.format(kilobytes=kilobytes)
    command = ["sh", "-c", mount, str(folder), sys.executable, *arguments]
    return subprocess.run([*ALONE, *command], cwd=ROOT, check=False).returncode
