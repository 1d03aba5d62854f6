"""A visitor's zip can be read without Trazo, and by Trazo again."""

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.archive import work_zip
from core.archive.work_zip import Work
from core.datasets.own_drawings import LabelledDrawings, from_file
from core.errors import TrazoError, UploadError, UploadTooBig
from core.runs.fine_tuning import Outcome, Score
from core.settings import query_params
from core.settings.run import RunSettings
from tests.support.bundles import (
    ANSWERS,
    OWN_DRAWINGS,
    SETTINGS,
    STROKES,
    done,
    packed,
)
from tests.support.saved_runs import OTHER, RUN, checkpoint, saved


def test_a_zip_has_settings_curves_networks_and_drawings():
    run = done()
    with zipfile.ZipFile(io.BytesIO(packed(run))) as archive:
        manifest = json.loads(archive.read("trazo.json"))
        assert archive.read("run-1.keras") == f"{RUN} keras".encode()
        assert archive.read("run-1.tflite") == f"{RUN} litert".encode()
        drawings = from_file(archive.read("hand.npz"))
    (entry,) = manifest["runs"]
    assert (entry["name"], entry["ending"]) == ("mine", "finished")
    assert query_params.from_query(entry["settings"])[0] == run.settings
    assert len(entry["losses"]) == 4
    assert [epoch["epoch"] for epoch in entry["epochs"]] == [1, 2]
    np.testing.assert_array_equal(drawings.images, OWN_DRAWINGS.images)


def test_a_run_without_a_network_has_its_settings_alone():
    work = Work(((replace(saved(), pins=()), None),), LabelledDrawings(), RunSettings())
    with zipfile.ZipFile(io.BytesIO(work_zip.pack(work, lambda *_: None))) as archive:
        assert archive.namelist() == ["trazo.json"]
        (entry,) = json.loads(archive.read("trazo.json"))["runs"]
    assert entry["losses"] == []
    assert "keras" not in entry


def test_what_was_taken_along_comes_back():
    outcome = Outcome(Score(0.9, 0.4), Score(0.91, 0.8))
    first = done(id=OTHER, outcome=outcome, is_fine_tuning=True, continues=None)
    second = done(continues=OTHER, made_at=2000.0)
    opened = work_zip.unpack(packed(first, second))
    assert opened.settings == SETTINGS
    assert opened.strokes == STROKES
    assert opened.answers == ANSWERS
    np.testing.assert_array_equal(opened.own_drawings.images, OWN_DRAWINGS.images)
    assert opened.keras_files == (f"{OTHER} keras".encode(), f"{RUN} keras".encode())
    for entry, run in zip(opened.entries, (first, second), strict=True):
        unlike = {"id", "workspace", "pins", "continues", "attempts", "seen_at"}
        for name in set(vars(run)) - unlike:
            assert getattr(entry.run, name) == getattr(run, name), name
        # New ids, since an id from a file could be another visitor's.
        assert entry.run.id != run.id
        np.testing.assert_array_equal(entry.past.losses, checkpoint(2).losses)
        assert entry.past.results == checkpoint(2).results
        assert [pin.label for pin in entry.run.pins] == [pin.label for pin in run.pins]
        (moment,) = entry.past.moments
        np.testing.assert_array_equal(moment.filters, np.ones((4, 3, 3)))
    assert opened.entries[1].run.continues == opened.entries[0].run.id


def test_a_run_that_failed_comes_back_as_failed():
    failed = replace(saved(), stage="failed", error="Diverged")
    work = Work(((failed, checkpoint(1)),), LabelledDrawings(), RunSettings())
    (entry,) = work_zip.unpack(work_zip.pack(work, lambda *_: None)).entries
    assert (entry.run.stage, entry.run.error, entry.keras) == (
        "failed",
        "Diverged",
        None,
    )


def test_a_zip_that_is_cut_or_changed_anywhere_is_refused_or_read():
    whole = packed(done())
    random = np.random.default_rng(4)
    refused = 0
    for cut in random.integers(0, len(whole), 60):
        with pytest.raises(TrazoError):
            work_zip.unpack(whole[:cut])
    for place in random.integers(0, len(whole), 200):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << int(random.integers(8))
        try:
            work_zip.unpack(bytes(spoilt))
        except UploadError:
            refused += 1
    assert refused > 100


def test_a_zip_that_swells_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(work_zip, "NETWORK_BYTES", 1000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            work_zip.MANIFEST,
            zipfile.ZipFile(io.BytesIO(packed(done()))).read(work_zip.MANIFEST),
        )
        with zipfile.ZipFile(io.BytesIO(packed(done()))) as whole:
            archive.writestr("run-1.watched.npz", whole.read("run-1.watched.npz"))
            archive.writestr("hand.npz", whole.read("hand.npz"))
        archive.writestr("run-1.keras", bytes(10**7))
    assert len(target.getvalue()) < 20_000
    with pytest.raises(UploadTooBig):
        work_zip.unpack(target.getvalue())


def test_a_zip_whose_parts_are_too_much_together_is_refused(monkeypatch):
    file = packed(done(), done(id=OTHER))
    assert len(work_zip.unpack(file).entries) == 2
    # The snapshots of one run take 2 kB.
    monkeypatch.setattr(work_zip, "WHOLE_BYTES", 1500)
    with pytest.raises(UploadTooBig):
        work_zip.unpack(file)


@pytest.mark.parametrize("folder", ["", "trazo/", "Mis redes/trazo 2/"])
def test_a_zip_that_was_packed_again_is_opened(folder):
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed(done()))) as before,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        after.writestr(f"{folder}.DS_Store", b"\0Bud1")
        after.writestr(f"__MACOSX/{folder}._trazo.json", b"\0\5\x16\7")
        after.writestr("__MACOSX/trazo.json", b"{}")
        for name in before.namelist():
            after.writestr(folder + name, before.read(name))
    opened = work_zip.unpack(target.getvalue())
    assert opened.keras_files == (f"{RUN} keras".encode(),)
    np.testing.assert_array_equal(opened.own_drawings.images, OWN_DRAWINGS.images)
    assert opened.entries[0].past.moments
