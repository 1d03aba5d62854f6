"""Runs Python with a folder on a very small disk."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.root import ROOT

ALONE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = 'mount -t tmpfs -o size=200k tmpfs "$0" && exec "$@"'


def on_a_small_disk(folder: Path, arguments: list[str]) -> int:
    """Run Python with `folder` on a disk of 200 kB that only that process sees.

    Args:
        folder: An empty folder.
        arguments: Arguments of the Python command.

    Returns:
        The exit code. Skips the test if the system does not support this.
    """
    try:
        subprocess.run([*ALONE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk for one process needs Linux's user namespaces")
    command = ["sh", "-c", MOUNT, str(folder), sys.executable, *arguments]
    return subprocess.run([*ALONE, *command], cwd=ROOT, check=False).returncode
