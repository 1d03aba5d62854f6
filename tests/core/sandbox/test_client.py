"""Files are opened one at a time, by a process with limits, and refused beyond them."""

import contextlib
import subprocess
import sys
import threading

import numpy as np
import pytest

from core.datasets import own_drawings
from core.errors import (
    UploadsBusy,
    UploadTooHeavy,
    UploadTooSlow,
    UploadUnreadable,
    WorkUnreadable,
)
from core.sandbox import client, files
from core.sandbox.client import Sandbox
from core.sandbox.limits import LIMITS, FileKind, Limits
from tests.support.bundles import OWN_DRAWINGS
from tests.support.patience import wait_for
from tests.support.pictures import encode
from tests.support.root import ROOT

pytestmark = pytest.mark.thorough

START = subprocess.Popen
PNG = encode(np.full((40, 40, 3), 255, np.uint8))


def python(code):
    """Return a sandbox whose process runs other code once it has its request."""
    start = (
        "import sys, json\n"
        "from core.sandbox import limits, frames\n"
        "from core.sandbox.frames import Frame\n"
        "request = json.loads(sys.stdin.buffer.readline())\n"
        "limits.apply(limits.LIMITS[request['kind']])\n"
    )
    return Sandbox([sys.executable, "-c", start + code])


def limited(monkeypatch, **changes):
    """Change the limits of the parent for pictures."""
    before = vars(LIMITS[FileKind.PICTURE])
    monkeypatch.setitem(LIMITS, FileKind.PICTURE, Limits(**(before | changes)))


def test_the_process_imports_neither_tensorflow_nor_streamlit():
    code = (
        "import sys, core.sandbox.__main__\n"
        "from core.sandbox import readers, limits\n"
        "[readers.prepared(kind) for kind in limits.FileKind]\n"
        "print({'tensorflow', 'keras', 'streamlit', 'pandas', 'distributed'}"
        " & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "set()"


def test_the_process_knows_no_database(monkeypatch):
    monkeypatch.setenv("TRAZO_DATABASE_URL", "postgresql://anna:secret@host/db")
    code = (
        "import os\n"
        "known = any('secret' in value for value in os.environ.values())\n"
        "frames.write(sys.stdout.buffer, Frame({'known': known}))"
    )
    (answer,) = python(code).answers(FileKind.PICTURE, b"")
    assert answer.data == {"known": False}


def test_the_process_can_open_no_file_and_take_no_memory(tmp_path):
    path = str(tmp_path / "other")
    (tmp_path / "other").write_text("a secret")
    code = (
        "found = []\n"
        f"try: open({path!r})\n"
        "except OSError: found.append('closed')\n"
        f"try: bytearray({LIMITS[FileKind.PICTURE].memory_bytes})\n"
        "except MemoryError: found.append('small')\n"
        "frames.write(sys.stdout.buffer, Frame({'found': found}))"
    )
    (answer,) = python(code).answers(FileKind.PICTURE, b"")
    assert answer.data == {"found": ["closed", "small"]}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import os; os.abort()", UploadTooHeavy),
        ("import os; os._exit(3)", UploadUnreadable),
        ("import signal, os; os.kill(os.getpid(), signal.SIGSEGV)", UploadUnreadable),
        ("sys.stdout.buffer.write(b'nonsense that is no frame')", UploadUnreadable),
        ("sys.stdout.buffer.write(bytes(10**7))", UploadUnreadable),
        (
            "frames.write(sys.stdout.buffer, Frame({'error': 'SystemExit',"
            " 'data': ['x']}))",
            UploadUnreadable,
        ),
        (
            "frames.write(sys.stdout.buffer, Frame({'error': 'WorkUnreadable',"
            " 'data': ['x']}))",
            WorkUnreadable,
        ),
    ],
)
def test_a_process_that_ends_over_a_file_is_a_refusal(code, error):
    with pytest.raises(error):
        list(python(code).answers(FileKind.PICTURE, b"anything"))


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    limited(monkeypatch, wall_seconds=0.1)
    with pytest.raises(UploadTooSlow):
        list(python("import time; time.sleep(10**6)").answers(FileKind.PICTURE, b""))


def test_a_file_that_computes_too_long_is_refused():
    sandbox = python(
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n"
        "while True: pass"
    )
    with pytest.raises(UploadTooSlow):
        list(sandbox.answers(FileKind.PICTURE, b""))


def test_a_process_that_reads_nothing_blocks_nobody():
    sandbox = python("frames.write(sys.stdout.buffer, Frame({'read': 'nothing'}))")
    (answer,) = sandbox.answers(FileKind.PICTURE, bytes(10**7))
    assert answer.data == {"read": "nothing"}


def test_one_file_is_opened_at_a_time_and_the_line_has_an_end():
    sandbox = Sandbox(line_seconds=0.05)
    first = sandbox.answers(FileKind.PICTURE, PNG)
    next(first)
    assert sandbox.is_busy
    with pytest.raises(UploadsBusy):
        files.open_picture(PNG, sandbox)
    first.close()
    assert not sandbox.is_busy
    assert files.open_picture(PNG, sandbox).shape == (40, 40, 4)


def test_those_in_the_line_all_have_their_turn():
    sandbox, found = Sandbox(), []
    threads = [
        threading.Thread(
            target=lambda: found.append(files.open_picture(PNG, sandbox).shape)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(40, 40, 4)] * 4


@pytest.fixture
def started(monkeypatch):
    """The processes that were started."""
    found = []

    def start(*arguments, **options):
        found.append(START(*arguments, **options))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    yield found
    for process in found:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            # A whole request may be in it that nobody reads any more.
            with contextlib.suppress(OSError):
                pipe.close()


def test_a_process_started_ahead_is_used_once(started):
    sandbox = Sandbox()
    sandbox.warm()
    files.open_picture(PNG, sandbox)
    files.open_picture(PNG, sandbox)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_after_a_picture_the_next_process_is_there(started):
    sandbox = Sandbox(stays_warm=True)
    sandbox.warm()
    sandbox.warm()
    assert len(started) == 1
    for number in (1, 2):
        files.open_picture(PNG, sandbox)
        assert len(started) == number + 1
        assert [process.poll() is None for process in started] == [
            *[False] * number,
            True,
        ]


def test_while_others_wait_the_next_process_starts_before_a_picture_is_done(started):
    sandbox = Sandbox(stays_warm=True)
    first = sandbox.answers(FileKind.PICTURE, PNG)
    next(first)
    # The second comes through when the first is closed, and the third still waits.
    second = sandbox.answers(FileKind.PICTURE, PNG)
    threads = [
        threading.Thread(target=lambda: next(second)),
        threading.Thread(target=lambda: files.open_picture(PNG, sandbox)),
    ]
    threads[0].start()
    wait_for(lambda: sandbox.waiting == 1)
    threads[1].start()
    wait_for(lambda: sandbox.waiting == 2)
    first.close()
    threads[0].join()
    # For the first, for the second, and for the third, who has it already.
    assert len(started) == 3
    second.close()
    threads[1].join()


def test_after_another_kind_of_file_no_process_waits(started):
    sandbox = Sandbox(stays_warm=True)
    files.open_drawings(own_drawings.to_csv(OWN_DRAWINGS), sandbox)
    assert len(started) == 1


def test_a_process_started_ahead_that_has_ended_is_replaced(started):
    sandbox = Sandbox()
    sandbox.warm()
    started[0].kill()
    started[0].wait()
    assert files.open_picture(PNG, sandbox).shape == (40, 40, 4)


def test_a_process_that_waits_ends_when_its_parent_does():
    child = subprocess.Popen(client.COMMAND, cwd=ROOT, stdin=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.close()
    wait_for(lambda: child.poll() is not None)
    assert child.returncode == 0
