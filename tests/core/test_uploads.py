"""An upload on the disk is its owner's alone, and leaves nothing behind."""

import errno
import os
import time

import pytest

from core import uploads
from core.errors import DiskFull
from core.uploads import UNTAKEN_SECONDS, Arrivals, Upload
from tests.support.clock import Clock


@pytest.fixture(autouse=True)
def home(trazo_home):
    """Have the uploads in a folder of the test's own."""
    return trazo_home


def test_an_upload_can_be_read_by_its_owner_alone():
    upload = Upload(b"content")
    assert upload.path.read_bytes() == b"content"
    assert upload.path.stat().st_mode & 0o777 == 0o600
    assert upload.path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_left_of_an_upload_that_was_removed():
    upload = Upload(b"content")
    (upload.path.parent / "run.keras").write_bytes(b"network")
    upload.remove()
    upload.remove()
    assert list(uploads.uploads_folder().iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdopen", fail)
    with pytest.raises(DiskFull):
        Upload(b"content")
    assert list(uploads.uploads_folder().iterdir()) == []


def test_only_what_is_old_is_a_leftover():
    uploads.remove_leftovers()
    upload = Upload(b"content")
    uploads.remove_leftovers()
    assert upload.path.exists()
    uploads.remove_leftovers(time.time() + uploads.LEFTOVER_SECONDS + 60)
    assert not upload.path.exists()


def test_a_file_is_taken_once_and_by_the_session_that_sent_it():
    arrivals = Arrivals(Clock())
    upload = Upload(b"content")
    token = arrivals.add("anna", upload)
    assert Arrivals.is_token(token)
    assert not Arrivals.is_token(b"content")
    for other in ("berta", ""):
        assert arrivals.find(other, token) is None
        assert arrivals.take(other, token) is None
    assert arrivals.find("anna", token) is upload
    assert arrivals.take("anna", token) is upload
    assert arrivals.take("anna", token) is None
    assert arrivals.count_bytes() == 0
    assert upload.path.exists()


def test_what_lies_is_counted_and_goes_after_a_while_unless_it_is_in_use():
    clock = Clock()
    arrivals = Arrivals(clock)
    first, second = Upload(b"one"), Upload(b"three")
    arrivals.add("anna", first)
    token = arrivals.add("berta", second)
    assert [arrivals.count_bytes(name) for name in (None, "anna", "")] == [8, 3, 0]
    clock.now += UNTAKEN_SECONDS - 1
    arrivals.remove_untaken()
    assert arrivals.count_bytes() == 8
    assert arrivals.find("berta", token) is second
    clock.now += 2
    arrivals.remove_untaken()
    assert (first.path.exists(), second.path.exists()) == (False, True)
    assert arrivals.count_bytes() == 5
