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


GLIBC = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="another C library"
)


@GLIBC
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


# Thirty threads that live at the same time, each with memory of its own.
THREADS = """
import ctypes, re, sys, threading
from pathlib import Path
from core.server import memory

if sys.argv[1] == "few":
    memory.limit_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(30)

def take():
    libc.malloc(100_000)
    together.wait()
    libc.malloc(100_000)
    together.wait()

threads = [threading.Thread(target=take) for _ in range(30)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
stream = libc.fopen
stream.restype = ctypes.c_void_p
info = stream(sys.argv[2].encode(), b"w")
libc.malloc_info(0, ctypes.c_void_p(info))
libc.fclose(ctypes.c_void_p(info))
print(len(re.findall("<heap nr", Path(sys.argv[2]).read_text())))
"""


@GLIBC
def test_threads_share_two_heaps(tmp_path):
    heaps = {}
    for number in ("few", "many"):
        found = subprocess.run(
            [sys.executable, "-c", THREADS, number, str(tmp_path / number)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        heaps[number] = int(found.stdout)
    assert heaps["few"] <= memory.HEAPS < heaps["many"]


# Pictures between small things that stay, after a large one has come and gone.
LARGE = """
import sys
import psutil
from core.server import memory

def megabytes():
    return psutil.Process().memory_info().rss / 2**20

if sys.argv[1] == "returned":
    memory.limit_heaps()
large = b"x" * (20 * 2**20)
del large
pictures, small = [], []
for number in range(60):
    pictures.append(b"x" * (2 * 2**20))
    small.append(b"x" * 5000)
full = megabytes()
del pictures
print(full - megabytes())
"""


@GLIBC
def test_what_is_large_goes_back_as_soon_as_it_is_freed():
    freed = {}
    for way in ("returned", "kept"):
        found = subprocess.run(
            [sys.executable, "-c", LARGE, way],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        freed[way] = float(found.stdout)
    assert freed["returned"] > 100 > freed["kept"]


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    memory.give_back()
    memory.limit_heaps()
