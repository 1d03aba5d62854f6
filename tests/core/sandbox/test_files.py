"""Files of every kind are opened by the limited process, or refused with a reason."""

import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from core import prediction
from core.archive import work_zip
from core.datasets import own_drawings
from core.errors import (
    DrawingsUnreadable,
    TooManyDrawings,
    UploadError,
    UploadTooBig,
    UploadTooHeavy,
    UploadUnreadable,
    WorkUnreadable,
)
from core.sandbox import files
from core.sandbox.client import Sandbox
from core.sandbox.files import NetworkAlone, WorkInZip
from core.sandbox.frames import Frame
from core.settings.run import RunSettings
from tests.support.bundles import (
    ANSWERS,
    OWN_DRAWINGS,
    SETTINGS,
    STROKES,
    done,
    of_an_earlier_version,
    packed,
)
from tests.support.pictures import bomb, encode
from tests.support.saved_runs import OTHER, checkpoint

pytestmark = pytest.mark.thorough

SHIPPED = prediction.SHIPPED_KERAS_PATH.read_bytes()


def with_shipped(*runs):
    """Return a zip of runs whose networks are the one that comes with Trazo."""
    work = work_zip.Work(
        tuple((run, checkpoint(2)) for run in runs),
        OWN_DRAWINGS,
        SETTINGS,
        STROKES,
        ANSWERS,
    )
    return work_zip.pack(work, lambda _, kind: SHIPPED if kind == "keras" else None)


def zipped(name, content):
    """Return a compressed zip of one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def test_a_picture_is_that_of_the_decoder(seven):
    picture = files.open_picture(encode(seven[..., :3]))
    np.testing.assert_array_equal(picture, seven)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (b"", UploadUnreadable),
        (b"no picture", UploadUnreadable),
        (bomb(20_000), UploadTooBig),
        (bytes(17 * 2**20), UploadTooBig),
    ],
)
def test_what_is_no_picture_is_refused(file, error):
    with pytest.raises(error):
        files.open_picture(file)


def test_drawings_are_those_that_were_written():
    found = files.open_drawings(own_drawings.to_csv(OWN_DRAWINGS))
    np.testing.assert_array_equal(found.images, OWN_DRAWINGS.images)
    assert found.labels.tolist() == OWN_DRAWINGS.labels.tolist()


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (b"no,table", DrawingsUnreadable),
        (zipped("images.npy", bytes(50_000_000)), TooManyDrawings),
        (bytes(9 * 2**20), UploadTooBig),
    ],
)
def test_what_is_no_set_of_drawings_is_refused(file, error):
    with pytest.raises(error):
        files.open_drawings(file)


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_zip_is_opened_with_everything_in_it(on_disk, tmp_path):
    content = with_shipped(done(made_at=5.0), done(id=OTHER, made_at=6.0))
    path = tmp_path / "upload"
    path.write_bytes(content)
    with files.opened_work(path if on_disk else content) as (opened, networks):
        assert isinstance(opened, WorkInZip)
        numbers = list(networks)
    whole = work_zip.unpack(content)
    assert (opened.settings, opened.strokes) == (SETTINGS, STROKES)
    assert opened.answers == ANSWERS
    np.testing.assert_array_equal(opened.own_drawings.images, OWN_DRAWINGS.images)
    assert [entry.run.made_at for entry in opened.entries] == [5.0, 6.0]
    for entry, other in zip(opened.entries, whole.entries, strict=True):
        np.testing.assert_array_equal(entry.past.losses, other.past.losses)
        assert entry.past.losses.dtype == np.float32
        assert entry.past.results == other.past.results
        np.testing.assert_array_equal(
            entry.past.moments[0].filters, other.past.moments[0].filters
        )
        assert [pin.label for pin in entry.run.pins] == [
            pin.label for pin in other.run.pins
        ]
    assert len(numbers) == 2
    assert sum(array.size for array in numbers[0].arrays.values()) > 10_000


def test_what_is_left_in_a_zip_is_counted():
    file = of_an_earlier_version(list(range(1, 61)))
    with files.opened_work(file) as (opened, _):
        assert isinstance(opened, WorkInZip)
        assert [entry.run.made_at for entry in opened.entries] == list(range(49, 61))
        assert opened.left == 48


@pytest.mark.parametrize("left", [-1, 10**9, True, "1", None, 1.5])
def test_a_wrong_count_of_what_is_left_is_refused(left):
    data, arrays = pristine()
    with pytest.raises(WorkUnreadable):
        opens(data | {"left": left}, arrays)


def test_a_network_alone_is_opened():
    with files.opened_work(SHIPPED) as (opened, networks):
        assert isinstance(opened, NetworkAlone)
        # No sliders make it.
        assert opened.settings is None
        assert len(list(networks)) == 1


@pytest.mark.parametrize("text", [b"[" * 4_000_000, b"[[]" + b",[]" * 2_500_000 + b"]"])
def test_json_of_nothing_but_brackets_is_refused(text):
    file = zipped(work_zip.MANIFEST, text)
    with pytest.raises((WorkUnreadable, UploadTooHeavy)), files.opened_work(file):
        pass


def test_json_over_the_limit_is_refused():
    text = b" " * (work_zip.MANIFEST_BYTES + 1)
    with (
        pytest.raises(UploadTooBig),
        files.opened_work(zipped(work_zip.MANIFEST, text)),
    ):
        pass


class Hostile(Sandbox):
    """A sandbox whose process was taken over."""

    def __init__(self, *answers):
        super().__init__()
        self._told = answers

    def answers(self, kind, file):
        """Return what the process says."""
        yield from self._told


def pristine():
    """Return the answer to an honest zip."""
    with_run = zipfile.ZipFile(io.BytesIO(packed(done())))
    data = json.loads(with_run.read(work_zip.MANIFEST))
    for run in data["runs"]:
        del run["losses"], run["accuracies"], run["watched"], run["keras"]
    curve = np.full(4, 0.5, np.float32)
    return data, {"0/losses": curve, "0/accuracies": curve}


def opens(data, arrays):
    """Open a zip whose process answers this."""
    with files.opened_work(b"", Hostile(Frame({"work": data}, arrays))) as (opened, _):
        return opened


def test_an_honest_answer_is_taken():
    data, arrays = pristine()
    opened = opens(data, arrays)
    assert opened.entries[0].past.losses.tolist() == [0.5] * 4


@pytest.mark.parametrize(
    "changes",
    [
        {"0/losses": np.full(4, np.nan, np.float32)},
        {"0/losses": np.full(5, 0.5, np.float32)},
        {"0/losses": np.full((4, 1), 0.5, np.float32)},
        {"0/accuracies": np.full(4, 7, np.float32)},
        {"0/accuracies": np.full(4, -1, np.float32)},
        {"images": np.ones((1, 9, 9), np.uint8), "labels": np.ones(1, np.uint8)},
        {"images": np.ones((1, 28, 28)), "labels": np.ones(1, np.uint8)},
    ],
)
def test_a_process_that_was_taken_over_is_not_believed(changes):
    data, arrays = pristine()
    with pytest.raises(UploadError):
        opens(data, arrays | changes)


def test_its_words_are_not_believed_either():
    random = np.random.default_rng(15)
    data, arrays = pristine()
    names = sorted(data["runs"][0])
    wrong: tuple[object, ...] = (None, [], {}, -1, 10**30, "x", True, [[]], {"a": 1})
    refused = 0
    for _ in range(300):
        name, value = random.choice(names), wrong[random.integers(len(wrong))]
        changed = data | {"runs": [data["runs"][0] | {str(name): value}]}
        try:
            opens(changed, arrays)
        except UploadError:
            refused += 1
    assert refused > 150


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((601, 3, 4), np.uint8),
        np.zeros((0, 3, 4), np.uint8),
        np.zeros((3, 3, 3), np.uint8),
        np.zeros((3, 3, 4)),
    ],
)
def test_a_picture_of_another_form_is_refused(picture):
    with pytest.raises(UploadUnreadable):
        files.open_picture(b"", Hostile(Frame({}, {"picture": picture})))


def test_no_answer_is_a_refusal():
    with pytest.raises(UploadUnreadable):
        files.open_picture(b"", Hostile())
    with pytest.raises(WorkUnreadable), files.opened_work(b"", Hostile()):
        pass
    with (
        pytest.raises(WorkUnreadable),
        files.opened_work(b"", Hostile(Frame({"network": {"train_epochs": "7000"}}))),
    ):
        pass


def test_settings_of_a_network_alone_are_read():
    answer = Frame({"network": {}})
    with files.opened_work(b"", Hostile(answer)) as (opened, _):
        assert opened.settings == RunSettings()


def test_a_large_palette_is_opened_within_the_limit():
    target = io.BytesIO()
    Image.new("P", (5000, 5000)).save(target, "PNG")
    assert files.open_picture(target.getvalue()).shape == (600, 600, 4)
