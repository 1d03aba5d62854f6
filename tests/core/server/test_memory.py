"""Memory goes back to the system where the C library would keep it."""

import ctypes
import platform
import subprocess
import sys

import pytest

from core.server import memory
from tests.support.root import ROOT

# Small pieces, every other one freed: their heap cannot shrink by itself.
KEEPING = """
import psutil
from core.server import memory

def megabytes():
    return psutil.Process().memory_info().rss / 2**20

pieces = [bytes(1000 + number % 7) for number in range(200_000)]
last = bytes(1000)
full = megabytes()
del pieces
kept = megabytes()
memory.give_back()
print(full - kept, kept - megabytes())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_what_was_freed_is_given_back():
    found = subprocess.run(
        [sys.executable, "-c", KEEPING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    freed, given_back = map(float, found.stdout.split())
    assert given_back > 100 > freed


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    memory.give_back()
