"""Own drawings are written to files, read back, and refused if invalid."""

import codecs
import io
import random
import re
import zipfile

import numpy as np
import pytest

from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.errors import DrawingsUnreadable, TooManyDrawings, UploadTooBig


def some(count, seed=0):
    """Return a set of different drawings."""
    random = np.random.default_rng(seed)
    return LabelledDrawings(
        random.integers(0, 256, (count, 28, 28), np.uint8),
        random.integers(0, 10, count).astype(np.uint8),
    )


def saved(**arrays):
    """Return arrays as an .npz file."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize("write", [own_drawings.to_csv, own_drawings.to_npz])
def test_what_is_written_is_read_again(write):
    own = some(7)
    found = own_drawings.from_file(write(own))
    np.testing.assert_array_equal(found.images, own.images)
    np.testing.assert_array_equal(found.labels, own.labels)


def test_the_table_is_that_of_kaggle():
    head, first = own_drawings.to_csv(some(1)).decode().splitlines()
    assert head.split(",")[:3] == ["label", "pixel0", "pixel1"]
    assert head.split(",")[-1] == "pixel783"
    assert [int(value) for value in first.split(",")][1:] == (
        some(1).images.reshape(-1).tolist()
    )


def test_a_table_saved_on_windows_with_quotes_is_read():
    text = own_drawings.to_csv(some(2)).decode().replace("label", '"label"')
    file = text.replace("\n", "\r\n").encode("utf-8-sig")
    assert len(own_drawings.from_file(file)) == 2


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"PK",
        b"label,pixel0\n1,2",
        b"\xff\xfe\x00nonsense",
        b"<html>not a table</html>",
        own_drawings.to_csv(some(1))[:-300],
        own_drawings.to_csv(some(0)),
        own_drawings.to_csv(some(1)).replace(b"\n", b"\n-1,", 1),
        own_drawings.to_csv(some(1)) + b"1," * 784 + b"256\n",
        own_drawings.to_csv(some(1)) + b"1," * 784 + b"9" * 400 + b"\n",
        own_drawings.to_csv(some(1)) + b"1," * 784 + b"nan\n",
        own_drawings.to_npz(some(3))[:200],
        # A damaged stream, which zipfile does not detect.
        own_drawings.to_npz(some(3))[:60] + b"\xff" + own_drawings.to_npz(some(3))[61:],
        saved(images=some(3).images),
        saved(images=some(3).images, labels=np.array([1, 2])),
        saved(images=some(3).images, labels=np.array([1, 2, 10])),
        saved(images=some(3).images / 255, labels=some(3).labels),
        saved(images=np.zeros((3, 5, 5), np.uint8), labels=some(3).labels),
        saved(images=np.array([{}], object), labels=np.array([1])),
    ],
)
def test_a_file_with_no_drawings_is_refused(file):
    with pytest.raises(DrawingsUnreadable):
        own_drawings.from_file(file)


def test_a_file_that_is_too_big_is_refused_unread():
    with pytest.raises(UploadTooBig):
        own_drawings.from_file(b"0" * (own_drawings.UPLOAD_BYTES + 1))


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", b"\0" * 50_000_000)
    assert len(file.getvalue()) < 100_000
    with pytest.raises(TooManyDrawings):
        own_drawings.from_file(file.getvalue())


def test_too_many_drawings_are_refused():
    with pytest.raises(TooManyDrawings):
        own_drawings.from_file(saved(**vars(some(own_drawings.MOST_DRAWINGS + 1))))
    with pytest.raises(TooManyDrawings):
        some(own_drawings.MOST_DRAWINGS).joined(some(1, seed=1))


def test_a_drawing_that_is_corrected_twice_has_its_last_label():
    seen = np.zeros((28, 28), np.float32)
    seen[10:20, 14] = 1
    own = LabelledDrawings().with_drawing(seen, 7).with_drawing(seen, 1)
    assert own.labels.tolist() == [1]


def test_a_set_that_is_brought_twice_stays_once():
    own = some(5)
    assert len(own.joined(own_drawings.from_file(own_drawings.to_csv(own)))) == 5


def test_a_drawing_is_taken_out():
    own = some(4)
    assert own.without(1).labels.tolist() == own.labels[[0, 2, 3]].tolist()


def test_with_enough_drawings_a_part_is_kept_aside():
    practised, judged = some(own_drawings.ENOUGH).split()
    assert len(practised) + len(judged) == own_drawings.ENOUGH
    assert len(judged) == own_drawings.ENOUGH // own_drawings.KEPT_ASIDE_EVERY
    few = some(own_drawings.ENOUGH - 1)
    assert few.split() == (few, few)


@pytest.mark.parametrize("separator", own_drawings.SEPARATORS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_table_of_any_spreadsheet_is_read(separator, encoding):
    chance = random.Random(f"{separator} {encoding}")
    for seed in range(5):
        own = some(chance.randint(1, 9), seed)
        text = own_drawings.to_csv(own).decode().replace(",", separator)
        if chance.random() < 0.5:
            text = re.sub(r"\w+", r'"\g<0>"', text)
        if chance.random() < 0.3:
            text = f"sep={separator}\n{text}"
        text = text.replace("\n", chance.choice(["\n", "\r\n"]))
        file = text.encode(encoding)
        if encoding == "utf-16-be":
            file = codecs.BOM_UTF16_BE + file
        found = own_drawings.from_file(file)
        np.testing.assert_array_equal(found.images, own.images)
        np.testing.assert_array_equal(found.labels, own.labels)


def test_a_table_of_two_separators_is_refused():
    text = own_drawings.to_csv(some(2)).decode().replace(",", ";", 100)
    with pytest.raises(DrawingsUnreadable):
        own_drawings.from_file(text.encode())
