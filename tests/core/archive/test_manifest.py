"""``trazo.json`` has the newest runs, and what is none is refused."""

import io
import json
import zipfile

import numpy as np
import pytest

from core.archive import manifest as manifest_file
from core.archive import work_zip
from core.archive.work_zip import Work
from core.datasets.own_drawings import LabelledDrawings
from core.errors import UploadTooBig, WorkUnreadable
from core.runs.records import Checkpoint
from core.settings.run import RunSettings
from tests.support.bundles import (
    done,
    of_an_earlier_version,
    packed,
    with_entry,
)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b'{"format": 1}',
        b'{"format": 99, "runs": []}',
        b'{"format": 1, "runs": 5}',
        b'{"format": 1, "runs": [5]}',
        b'{"format": 1, "runs": [], "strokes": 5}',
        b'{"format": 1, "runs": [], "settings": 5}',
        b'{"format": 1, "runs": [], "answers": {"guess_6": 5}}',
        b"[" * 100_000,
        b'{"format": 1, "runs": [' + b"{}," * 300 + b"{}]}",
        b"\xff\xfe\x00",
    ],
)
def test_a_manifest_that_is_none_is_refused(text):
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(with_entry(packed(done()), work_zip.MANIFEST, text))


def test_a_zip_that_names_one_file_twice_is_refused():
    file = packed(done())
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        manifest = json.loads(archive.read(work_zip.MANIFEST))
    manifest["runs"] *= 2
    with pytest.raises(WorkUnreadable, match="twice"):
        work_zip.unpack(with_entry(file, work_zip.MANIFEST, json.dumps(manifest)))


def test_of_more_networks_than_are_taken_the_newest_are_taken():
    random = np.random.default_rng(15)
    for count in (1, 12, 13, 40, 200):
        times = [float(time) for time in random.permutation(count) + 1]
        opened = work_zip.unpack(of_an_earlier_version(times))
        newest = [time for time in times if time > count - manifest_file.MOST_NETWORKS]
        assert [entry.run.made_at for entry in opened.entries] == newest
        assert opened.keras_files == tuple(
            f"network of {time}".encode() for time in newest
        )
        assert opened.left == count - len(newest)
        made = {entry.run.id: entry.run.made_at for entry in opened.entries}
        before = dict(zip(times[1:], times, strict=False))
        for entry in opened.entries:
            expected = before.get(entry.run.made_at)
            found = made.get(entry.run.continues or "")
            assert found == (expected if expected in newest else None)


def test_of_more_runs_than_are_taken_the_newest_are_taken():
    failed = [place for place in range(80) if place % 8]
    opened = work_zip.unpack(of_an_earlier_version(list(range(1, 81)), failed))
    assert [entry.run.made_at for entry in opened.entries] == list(range(31, 81))
    assert opened.left == 30
    assert sum(file is not None for file in opened.keras_files) == 6


@pytest.mark.parametrize("changes", [{"made_at": None}, {"losses": 5}, {"keras": [1]}])
def test_a_long_list_with_what_no_run_can_be_is_refused(changes):
    file = of_an_earlier_version(list(range(1, 60)))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        contents = json.loads(archive.read(work_zip.MANIFEST))
    for run in contents["runs"]:
        run |= changes
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(with_entry(file, work_zip.MANIFEST, json.dumps(contents)))


def test_of_longer_curves_than_are_taken_the_newest_are_taken(monkeypatch):
    monkeypatch.setattr(manifest_file, "MOST_BATCHES", 11)
    opened = work_zip.unpack(of_an_earlier_version([3, 1, 2]))
    assert [entry.run.made_at for entry in opened.entries] == [3, 2]
    assert opened.left == 1


def test_a_curve_that_is_too_long_by_itself_is_refused(monkeypatch):
    monkeypatch.setattr(manifest_file, "MOST_BATCHES", 3)
    with pytest.raises(UploadTooBig) as refusal:
        work_zip.unpack(packed(done()))
    assert refusal.value.unit == "batches"


def test_a_curve_is_written_with_no_more_decimals_than_float32_has():
    curve = np.random.default_rng(2).random(1000, np.float32)
    work = Work(
        ((done(), Checkpoint.empty(curve, curve)),), LabelledDrawings(), RunSettings()
    )
    file = work_zip.pack(work, lambda *_: None)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        text = archive.read(work_zip.MANIFEST)
    assert len(text) < 1000 + 2 * 1000 * 13
    written = json.loads(text)["runs"][0]["losses"]
    np.testing.assert_array_equal(np.array(written, np.float32), curve)
