"""A full disk does not end a training: its epochs go on, and are stored later."""

import errno

import pytest

from core.training import full_disk
from tests.support.clock import Clock
from tests.support.small_disk import on_a_small_disk

# The disk has no room for the checkpoint of this network: 2.8 MB with Adam's numbers.
TRAINING = """
import sys, tempfile
from pathlib import Path
from core.datasets import loader
from core.errors import DiskFull
from core.runs.tasks import TrainTask
from core.settings.network import NetworkSpec
from core.settings.run import RunSettings
from core.training import fit, full_disk, jobs
from core.training.lease import Lease

disk = Path(sys.argv[1])
full_disk.ROOM_SECONDS = 0
tempfile.tempdir = str(disk)
spec = NetworkSpec((), (256,))
settings = RunSettings(epochs=2, images=200, batch_size=64, network=spec)
task = TrainTask(run_id="0" * 32, settings=settings, source=loader.Source.SAMPLE)
files = []
try:
    fit.train(
        task,
        loader.load(loader.Source.SAMPLE),
        lease=Lease(),
        send=lambda report: None,
        save=lambda epoch, file: files.append((epoch.result.epoch, file)),
    )
except Exception:
    assert files == [(1, None), (2, None)], files
# The network of the end has no room either: the visitor reads the reason.
try:
    jobs.run(task, lambda report: None)
except DiskFull:
    sys.exit(7)
"""


@pytest.mark.tensorflow
def test_each_epoch_goes_on_without_room_for_its_checkpoint(tmp_path):
    assert on_a_small_disk(tmp_path, ["-c", TRAINING, str(tmp_path)]) == 7


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "full"), RuntimeError("…; No space left on device")],
)
def test_what_a_training_leaves_waits_for_room(error):
    clock, free_at = Clock(0.0), 60.0

    def write():
        if clock() < free_at:
            raise error
        return b"network"

    found = full_disk.once_there_is_room(write, clock=clock, sleep=clock.sleep)
    assert found == b"network"
    assert clock() >= free_at
    clock.now, free_at = 0.0, full_disk.ROOM_SECONDS + 10
    with pytest.raises(type(error)):
        full_disk.once_there_is_room(write, clock=clock, sleep=clock.sleep)


def test_no_other_error_is_waited_for():
    def write():
        raise OSError(errno.EACCES, "not allowed")

    with pytest.raises(OSError, match="not allowed"):
        full_disk.once_there_is_room(write, sleep=lambda _: pytest.fail("waits"))
