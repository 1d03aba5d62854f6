"""Malicious weights are refused by a sandboxed process."""

import subprocess
import sys

import h5py
import numpy as np
import pytest

from core.training import weights_sandbox
from tests.support.crafted import bomb, crafted
from tests.support.root import ROOT


def outside(file):
    file["layers"] = h5py.ExternalLink("/etc/hostname", "/")


def circle(file):
    file.create_group("layers")["again"] = h5py.SoftLink("/")


def elsewhere(file):
    file.create_dataset(
        "x", (4,), "u1", external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)]
    )


def virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (4,))
    file.create_virtual_dataset("x", layout)


def text(file):
    file["x"] = "text"


def many(file):
    for place in range(weights_sandbox.MOST_ARRAYS + 1):
        file.create_dataset(str(place), (1,), "u1")


def deep(file):
    group = file
    for _ in range(weights_sandbox.MOST_DEPTH + 1):
        group = group.create_group("deeper")


def not_finite(file):
    file["x"] = np.array([1, np.nan], "f4")


CRAFTED = [outside, circle, elsewhere, virtual, bomb, text, many, deep, not_finite]


@pytest.mark.parametrize("make", CRAFTED)
def test_crafted_weights_are_refused(make):
    with pytest.raises(weights_sandbox.Refused):
        weights_sandbox.unwrap(crafted(make))


def test_the_process_that_looks_can_take_no_memory_and_open_no_file():
    code = (
        "import sys\n"
        "from core.training import weights_sandbox\n"
        "weights_sandbox.limit()\n"
        "try: open('/etc/hostname')\n"
        "except OSError: sys.stdout.write('closed ')\n"
        "try: bytearray(weights_sandbox.MEMORY_BYTES)\n"
        "except MemoryError: sys.stdout.write('small')\n"
    )
    looked = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert looked.stdout == "closed small"
