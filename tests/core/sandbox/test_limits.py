"""The limits hold for a process from the moment at which it gives up its rights."""

import os
import subprocess
import sys

import pytest

from core.sandbox.limits import LIMITS, FileKind
from tests.support.root import ROOT

CODE = """
import sys
from core.sandbox.limits import Limits, apply
memory, path = int(sys.argv[1]), sys.argv[2]
kept = bytearray(1000)
apply(Limits(memory_bytes=memory, cpu_seconds=5, wall_seconds=5, reply_bytes=5))
found = []
for name, attempt in (
    ("read", lambda: open(path)),
    ("write", lambda: open(path + ".new", "w")),
    ("pipe", lambda: __import__("os").pipe()),
    ("memory", lambda: bytearray(memory)),
    ("little", lambda: bytearray(1000)),
):
    try:
        attempt()
        found.append(name)
    except (OSError, MemoryError):
        pass
print(*found)
"""


def test_every_kind_of_file_has_limits():
    assert set(LIMITS) == set(FileKind)
    for limits in LIMITS.values():
        assert limits.reply_bytes < limits.memory_bytes
        # The process has no time of its own after its parent has given it up.
        assert limits.cpu_seconds < limits.wall_seconds


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_a_process_that_gave_up_its_rights_opens_nothing_and_takes_little(tmp_path):
    path = tmp_path / "other"
    path.write_text("a secret")
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(200 * 2**20), str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["little"]
