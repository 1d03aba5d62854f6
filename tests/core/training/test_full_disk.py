"""A full disk does not end a training: its epochs go on, and are stored later."""

import pytest

from tests.support.small_disk import on_a_small_disk

pytestmark = pytest.mark.tensorflow

# The disk has no room for the checkpoint of this network: 2.8 MB with Adam's numbers.
TRAINING = """
import sys, tempfile
from pathlib import Path
from core.datasets import loader
from core.errors import DiskFull
from core.runs.tasks import TrainTask
from core.settings.network import NetworkSpec
from core.settings.run import RunSettings
from core.training import fit, jobs
from core.training.lease import Lease

disk = Path(sys.argv[1])
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


def test_each_epoch_goes_on_without_room_for_its_checkpoint(tmp_path):
    assert on_a_small_disk(tmp_path, ["-c", TRAINING, str(tmp_path)]) == 7
