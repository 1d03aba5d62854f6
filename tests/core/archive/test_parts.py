"""Work that is downloaded in parts comes back whole from those parts."""

import random
from typing import Any

import pytest

from core.archive import parts, work_zip
from core.archive.manifest import MOST_NETWORKS
from core.archive.work_zip import Work
from core.datasets.own_drawings import LabelledDrawings
from core.settings.run import RunSettings
from tests.support.bundles import done
from tests.support.saved_runs import checkpoint

UPLOAD_BYTES = 2 * parts.OTHER_BYTES


def some_runs(seed):
    """Return up to sixty runs, a few of them larger than a file may be."""
    chance = random.Random(seed)
    return [
        done(
            id=f"{number:032x}",
            made_at=1000.0 + number,
            settings=RunSettings(epochs=chance.randint(1, 30)),
            goal=chance.randint(1, 1000),
            bytes=chance.choice([10**4, 10**6, UPLOAD_BYTES]),
        )
        for number in range(chance.randint(0, 60))
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(20))
def test_each_run_is_in_one_part_and_each_part_can_be_imported(seed):
    runs = some_runs(seed)
    split = parts.split(runs, UPLOAD_BYTES)
    assert [run.id for part in split for run in part] == [run.id for run in runs]
    back: list[Any] = []
    for part in split:
        assert len(part) <= MOST_NETWORKS
        room = UPLOAD_BYTES - parts.OTHER_BYTES
        assert len(part) <= 1 or sum(run.bytes for run in part) <= room
        work = Work(
            tuple((run, checkpoint(2)) for run in part),
            LabelledDrawings(),
            RunSettings(),
        )
        opened = work_zip.unpack(work_zip.pack(work, lambda name, _: name.encode()))
        assert opened.left == 0
        back += zip(opened.entries, opened.keras_files, strict=True)
    assert [(entry.run.made_at, file) for entry, file in back] == [
        (run.made_at, run.id.encode()) for run in runs
    ]


def test_a_visitor_without_runs_has_one_part():
    assert parts.split([], UPLOAD_BYTES) == ((),)


def test_a_run_that_fills_a_part_leaves_its_second_file_out():
    most = UPLOAD_BYTES - parts.OTHER_BYTES
    assert parts.fits(done(bytes=most), UPLOAD_BYTES)
    assert not parts.fits(done(bytes=most + 1), UPLOAD_BYTES)
