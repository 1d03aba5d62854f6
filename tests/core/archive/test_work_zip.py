"""A visitor's zip can be read without Trazo, and by Trazo again."""

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.archive import manifest as manifest_file
from core.archive import work_zip, zip_files
from core.archive.work_zip import Work
from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings, from_file
from core.errors import TrazoError, UploadError, UploadTooBig, WorkUnreadable
from core.runs import fine_tuning
from core.runs.fine_tuning import Outcome, Score
from core.runs.records import Checkpoint
from core.settings import query_params
from core.settings.run import RunSettings
from tests.support.bundles import (
    OWN_DRAWINGS,
    SETTINGS,
    STROKES,
    done,
    of_an_earlier_version,
    packed,
    with_entry,
)
from tests.support.saved_runs import OTHER, RUN, checkpoint, saved


def said(file, **changes):
    """Return a zip whose only run has other values in the manifest."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        manifest = json.loads(archive.read(work_zip.MANIFEST))
    manifest["runs"][0] |= changes
    return with_entry(file, work_zip.MANIFEST, json.dumps(manifest))


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


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {"train_epochs": "7000"}},
        {"settings": {"train_epochs": 7}},
        {"settings": []},
        {"losses": [float("nan")] * 4},
        {"losses": [1.0]},
        {"losses": ["1"] * 4},
        {"losses": [True] * 4},
        {"losses": [1e400] * 4},
        {"epochs": [{"epoch": 1}]},
        {"epochs": 3},
        {"ending": "won"},
        {"ending": None},
        {"ending": None, "error": "SystemExit"},
        {"ending": None, "error": "annotations"},
        {"source": "../../etc/passwd"},
        # Of another data set than the settings.
        {"source": "fashion_mnist"},
        {"watched": 3},
        {"watched": "run-1.keras"},
        {"watched": "nothing.npz"},
        {"goal": 10**9},
        {"made_at": "yesterday"},
        {"keras": ["run-1.keras"]},
        {"keras": "../../../etc/passwd"},
        {"keras": "/etc/passwd"},
        {"accuracy": None},
        {"outcome": {"before": 1}},
    ],
)
def test_what_no_run_can_be_is_refused(changes):
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(said(packed(done()), **changes))


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
        b"[" * 100_000,
        b'{"format": 1, "runs": [' + b"{}," * 300 + b"{}]}",
        b"\xff\xfe\x00",
    ],
)
def test_a_manifest_that_is_none_is_refused(text):
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(with_entry(packed(done()), work_zip.MANIFEST, text))


@pytest.mark.parametrize(
    "file", [b"", b"PK", b"no zip", b"PK\x05\x06" + bytes(18), bytes(1000)]
)
def test_what_is_no_zip_of_ours_is_refused(file):
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(file)


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


def test_a_zip_of_countless_files_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for place in range(zip_files.MOST_ENTRIES + 1):
            archive.writestr(str(place), b"")
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(target.getvalue())


def test_a_name_keeps_what_can_be_read_of_it():
    (entry,) = work_zip.unpack(
        said(packed(done()), name="a\x00b\n \u202e" * 20)
    ).entries
    assert entry.run.name == ("ab " * 20)[:40].strip()


def test_a_zip_that_names_one_file_twice_is_refused():
    file = packed(done())
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        manifest = json.loads(archive.read(work_zip.MANIFEST))
    manifest["runs"] *= 2
    with pytest.raises(WorkUnreadable, match="twice"):
        work_zip.unpack(with_entry(file, work_zip.MANIFEST, json.dumps(manifest)))


def test_a_zip_whose_parts_are_too_much_together_is_refused(monkeypatch):
    file = packed(done(), done(id=OTHER))
    assert len(work_zip.unpack(file).entries) == 2
    # The snapshots of one run take 2 kB.
    monkeypatch.setattr(work_zip, "WHOLE_BYTES", 1500)
    with pytest.raises(UploadTooBig):
        work_zip.unpack(file)


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


@pytest.mark.parametrize("number", [1e308, 3.5e38, -1e39, float("inf")])
def test_numbers_that_float32_cannot_hold_are_refused(number):
    result = {"epoch": 1, "loss": 1, "val_loss": 1, "seconds": 1}
    result |= {"accuracy": 1, "val_accuracy": 1}
    assert work_zip.unpack(said(packed(done()), epochs=[result]))
    for changes in (
        {"losses": [number] * 4},
        {"epochs": [result | {"loss": number}]},
        # Two of 1e308 are infinity: their sum was shown on each visit.
        {"epochs": [result | {"seconds": number}]},
        {"epochs": [result | {"val_accuracy": number}]},
        {"accuracies": [number] * 4},
        {"loss": number},
    ):
        with pytest.raises(WorkUnreadable):
            work_zip.unpack(said(packed(done()), **changes))


@pytest.mark.parametrize(
    ("field", "value"), [("seconds", 1e7), ("seconds", -1), ("accuracy", 1.1)]
)
def test_results_that_no_epoch_has_are_refused(field, value):
    result = {"epoch": 1, "loss": 1, "val_loss": 1, "seconds": 1}
    result |= {"accuracy": 1, "val_accuracy": 1, field: value}
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(said(packed(done()), epochs=[result]))


def test_more_batches_than_a_run_can_have_are_refused():
    # 7 epochs of the sample's 4000 images, in batches of 128; fine-tuning has more.
    most = 7 * max(32, fine_tuning.batches_per_epoch(Source.SAMPLE))
    for count in (most, most + 1):
        file = said(packed(done()), losses=[1.0] * count, accuracies=[1.0] * count)
        if count == most:
            (entry,) = work_zip.unpack(file).entries
            assert len(entry.past.losses) == most
            continue
        with pytest.raises(UploadTooBig) as refusal:
            work_zip.unpack(file)
        assert refusal.value.unit == "batches"


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
