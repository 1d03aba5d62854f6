"""A zip of a stranger is opened within limits, or refused."""

import io
import zipfile

import pytest

from core.archive import work_zip, zip_files
from core.errors import WorkUnreadable
from tests.support.bundles import (
    done,
    packed,
)


@pytest.mark.parametrize(
    "file", [b"", b"PK", b"no zip", b"PK\x05\x06" + bytes(18), bytes(1000)]
)
def test_what_is_no_zip_of_ours_is_refused(file):
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(file)


def test_a_zip_of_countless_files_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for place in range(zip_files.MOST_ENTRIES + 1):
            archive.writestr(str(place), b"")
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(target.getvalue())


def test_a_long_list_of_files_is_refused_before_it_is_read(monkeypatch):
    def fail(*_):
        raise AssertionError

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(6000):
            archive.writestr(f"{number:05}", b"")
    assert len(target.getvalue()) > zip_files.DIRECTORY_BYTES
    monkeypatch.setattr(zipfile, "ZipFile", fail)
    with pytest.raises(WorkUnreadable, match="list of files"):
        work_zip.unpack(target.getvalue())


def test_a_second_list_of_files_is_refused():
    file = packed(done())
    end = file.rindex(zip_files.END_SIGNATURE)
    locator = zip_files.LOCATOR_SIGNATURE + bytes(16)
    with pytest.raises(WorkUnreadable, match="4 GB"):
        work_zip.unpack(file[:end] + locator + file[end:])


def test_a_zip_with_a_comment_is_opened():
    target = io.BytesIO(packed(done()))
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = b"my networks"
    assert len(work_zip.unpack(target.getvalue()).entries) == 1
