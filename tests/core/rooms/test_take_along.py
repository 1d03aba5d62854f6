"""What a class takes along is read back with NumPy and csv, and names no seat."""

import csv
import io
import zipfile

import numpy as np
import pytest

from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.rooms import class_set, nicknames, take_along
from core.rooms.errors import StillSealed
from core.rooms.records import DrawingState
from core.rooms.split import Part
from core.rooms.take_along import ResultRow
from tests.support.class_drawings import drawing, numbers_of, room, seats

RESULTS = (
    ResultRow("article", "open_test", "", 3, 5),
    ResultRow("class", "open_test", "7", 1, 2),
)


def a_class(*, is_sealed=True):
    """Return a room of ten seats that have drawn three times each."""
    joined = seats(10)
    # One after another, so that the order of drawing tells who drew what.
    drawings = [
        drawing(number, seat.id, (number * 7) % 10)
        for number, seat in enumerate(seat for seat in joined for _ in range(3))
    ]
    drawings[4] = drawing(4, drawings[4].seat, 3, DrawingState.HELD_BACK)
    return room(joined, is_sealed=is_sealed), drawings


def packed(where, drawings, signs=()):
    """Return the files of the zip by their names, and the zip itself."""
    parts = {
        part: class_set.of_part(where, drawings, part)
        for part in class_set.readable_parts(where)
    }
    file = take_along.zip_file(parts, RESULTS, signs)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}, file


@pytest.mark.parametrize("is_sealed", [True, False])
def test_all_drawings_of_the_wall_are_there_by_part_with_their_labels(is_sealed):
    where, drawings = a_class(is_sealed=is_sealed)
    part_of = {seat.id: seat.part for seat in where.seats}
    wanted = sorted(
        (part_of[each.seat].value, each.label, each.id)
        for each in drawings
        if each.state is DrawingState.ON_WALL
        and not (is_sealed and part_of[each.seat] is Part.SEALED_TEST)
    )
    files, _ = packed(where, drawings)
    with np.load(io.BytesIO(files["drawings.npz"]), allow_pickle=False) as arrays:
        found = zip(
            arrays["parts"].tolist(),
            arrays["labels"].tolist(),
            numbers_of(arrays["images"]),
            strict=True,
        )
        assert sorted(found) == wanted
        assert arrays["images"].dtype == np.uint8
        assert arrays["images"].shape[1:] == (28, 28)
    rows = []
    for part in Part:
        if f"{part}.csv" not in files:
            assert is_sealed
            assert part is Part.SEALED_TEST
            continue
        head, *lines = csv.reader(io.StringIO(files[f"{part}.csv"].decode()))
        assert head == ["label", *(f"pixel{place}" for place in range(784))]
        pixels = np.array(lines, int)
        images = pixels[:, 1:].astype(np.uint8).reshape(-1, 28, 28)
        rows += [
            (part.value, label, number)
            for label, number in zip(
                pixels[:, 0].tolist(), numbers_of(images), strict=True
            )
        ]
    assert sorted(rows) == wanted
    # Trazo itself takes both.
    for name in ("training.csv", "drawings.npz"):
        assert len(own_drawings.from_file(files[name]))


def test_results_and_signs_are_tables():
    where, drawings = a_class()
    files, _ = packed(where, drawings, ("heart", "star"))
    assert list(csv.reader(io.StringIO(files["results.csv"].decode()))) == [
        ["network", "test", "sign", "right", "drawings"],
        ["article", "open_test", "", "3", "5"],
        ["class", "open_test", "7", "1", "2"],
    ]
    assert files["signs.csv"] == b"label,sign\n0,heart\n1,star\n"


def test_nothing_in_it_names_a_seat_a_room_or_a_time():
    where, drawings = a_class(is_sealed=False)
    files, file = packed(where, drawings)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
    with zipfile.ZipFile(io.BytesIO(files["drawings.npz"])) as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    assert set(arrays) == {"images.npy", "labels.npy", "parts.npy"}
    content = b"\n".join(
        [file, *files.values(), *arrays.values(), *map(str.encode, files)]
    )
    names = [where.id, where.code]
    for seat in where.seats:
        names += [seat.id, seat.id[-4:].join("  ")]
        names += [nicknames.in_words(seat.nickname, each) for each in ("en", "es")]
    for name in names:
        assert name.encode() not in content
        assert name.encode("utf-32-le") not in content


def test_the_order_of_the_file_does_not_tell_who_drew_what():
    where, drawings = a_class()
    files, _ = packed(where, drawings)
    mixed, _ = packed(where, list(reversed(drawings)))
    assert files == mixed


def test_the_sealed_part_cannot_be_packed_before_it_is_opened():
    where, drawings = a_class()
    with pytest.raises(StillSealed):
        class_set.of_part(where, drawings, Part.SEALED_TEST)
    files, _ = packed(where, drawings)
    assert "sealed_test.csv" not in files


def test_a_part_without_drawings_is_an_empty_table():
    file = take_along.zip_file({Part.TRAINING: LabelledDrawings()}, ())
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.read("training.csv").count(b"\n") == 1
