"""A refusal reaches the parent with its numbers; an invented one is not believed."""

import pytest

from core.errors import (
    DrawingsUnreadable,
    TooManyDrawings,
    UploadTooBig,
    UploadTooHeavy,
    UploadUnreadable,
    WorkUnreadable,
)
from core.sandbox import refusals
from core.sandbox.limits import FileKind


@pytest.mark.parametrize(
    "error",
    [
        UploadTooBig(30_000_000, 25_000_000, "pixels"),
        TooManyDrawings(1001, 1000),
        UploadUnreadable("no PNG"),
        DrawingsUnreadable("no CSV"),
        WorkUnreadable("no zip"),
        UploadTooHeavy("memory"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_refusal_arrives_as_it_was(error):
    arrived = refusals.from_frame(refusals.to_frame(error).data, FileKind.PICTURE)
    assert type(arrived) is type(error)
    assert vars(arrived) == vars(error)
    assert str(arrived) == str(error)


def test_a_long_reason_is_cut():
    frame = refusals.to_frame(WorkUnreadable("x" * 10_000))
    assert len(str(refusals.from_frame(frame.data, FileKind.WORK))) == 200


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (FileKind.PICTURE, UploadUnreadable),
        (FileKind.DRAWINGS, DrawingsUnreadable),
        (FileKind.WORK, WorkUnreadable),
    ],
)
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"error": "SystemExit", "data": ["x"]},
        {"error": "StoreUnavailable", "data": ["x"]},
        {"error": "UploadTooBig", "data": [1, 2, "<b>bytes</b>"]},
        {"error": "UploadTooBig", "data": ["1", 2, "bytes"]},
        {"error": "TooManyDrawings", "data": [1]},
        {"error": "WorkUnreadable", "data": [5]},
        {"error": 5, "data": None},
    ],
)
def test_a_refusal_that_no_process_of_ours_sends_is_an_unreadable_file(
    kind, expected, data
):
    assert type(refusals.from_frame(data, kind)) is expected
