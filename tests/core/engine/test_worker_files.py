"""A file reaches a worker's disk in parts, in any circumstances once."""

import errno
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from core import uploads
from core.archive.work_zip import ImportedWork
from core.engine import worker_files
from core.errors import DiskFull, EngineUnavailable
from tests.support.clock import Clock
from tests.support.saved_runs import saved

JOB = "0" * 32


@pytest.fixture(autouse=True)
def home(trazo_home):
    """Have the uploads in a folder of the test's own."""
    return trazo_home


def test_a_file_is_whole_when_its_last_part_has_come(monkeypatch):
    monkeypatch.setattr(worker_files, "LOOK_SECONDS", 0.001)
    found: list[Path] = []
    thread = threading.Thread(
        target=lambda: found.append(worker_files.wait_until_whole(JOB, 9))
    )
    thread.start()
    worker_files.receive(JOB, 0, b"one two")
    assert not found
    worker_files.receive(JOB, 7, b" 3")
    thread.join()
    assert found[0].read_bytes() == b"one two 3"
    assert found[0].stat().st_mode & 0o777 == 0o600
    assert found[0].parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_does_not_come_ends_the_wait(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "sleep", lambda _: clock.sleep(40))
    with pytest.raises(EngineUnavailable, match="0 of 9 bytes"):
        worker_files.wait_until_whole(JOB, 9, clock)
    # Each part that comes prolongs it.
    parts = iter(((0, b"abc"), (3, b"def"), (6, b"ghi")))

    def receive(_):
        clock.sleep(40)
        worker_files.receive(JOB, *next(parts))

    monkeypatch.setattr(time, "sleep", receive)
    assert worker_files.wait_until_whole(JOB, 9, clock).read_bytes() == b"abcdefghi"


def test_a_file_goes_back_in_parts_and_is_removed():
    worker_files.receive(JOB, 0, b"content")
    (worker_files.folder(JOB) / "run.keras").write_bytes(b"network")
    parts = [worker_files.send(JOB, "run.keras", place, 4) for place in (0, 4, 7)]
    assert parts == [b"netw", b"ork", b""]
    worker_files.remove(JOB)
    worker_files.remove(JOB)
    assert list(uploads.uploads_folder().iterdir()) == []


def test_the_first_part_replaces_what_another_worker_has_begun():
    worker_files.receive(JOB, 0, b"what came before")
    (worker_files.folder(JOB) / "run.keras").write_bytes(b"network")
    worker_files.receive(JOB, 0, b"first")
    path = worker_files.wait_until_whole(JOB, 5)
    assert path.read_bytes() == b"first"
    assert list(path.parent.iterdir()) == [path]


def test_an_empty_file_is_whole_once_it_is_there():
    worker_files.receive(JOB, 0, b"")
    assert worker_files.wait_until_whole(JOB, 0).read_bytes() == b""


def test_a_full_disk_of_a_worker_is_told(monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    worker_files.receive(JOB, 0, b"first")
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(DiskFull):
        worker_files.receive(JOB, 5, b"content")


def test_only_names_of_networks_travel_with_what_was_in_a_file(tmp_path):
    run: Any = saved()
    files = tmp_path / "a.keras", tmp_path / "a.tflite"
    work = ImportedWork(((run, *files), (run, None, None)))
    left = worker_files.leave_files(work)
    assert left.names == (("a.keras", "a.tflite"), (None, None))
    assert [parts for _, *parts in left.work.runs] == [[None, None]] * 2
