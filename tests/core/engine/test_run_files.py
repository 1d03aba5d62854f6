"""A run's files are on the disk as long as somebody holds the run."""

import gc

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, Stage, Trained
from core.settings.run import RunSettings
from tests.support.small_disk import on_a_small_disk

TRAINED = Trained(Ending.FINISHED, 0.98, 0.05, b"keras", b"litert")


def test_a_finished_run_keeps_its_files(run):
    run.finish(TRAINED)
    assert run.state.stage is Stage.DONE
    assert run.state.has_network
    assert run.keras_path.read_bytes() == b"keras"
    assert run.litert_path.read_bytes() == b"litert"


def test_the_files_go_with_the_visit(trazo_home):
    run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
    run.finish(TRAINED)
    folder = run.folder
    assert folder.is_dir()
    del run
    gc.collect()
    assert not folder.exists()


def test_a_chain_of_runs_keeps_no_files_of_those_that_are_forgotten(trazo_home):
    first = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
    first.finish(TRAINED)
    folder = first.folder
    second = Run(first.spec.continuation(1), before=first)
    second.build_task("topic", is_stored=False)
    del first
    gc.collect()
    assert not folder.exists()


FULL = """
import os, sys
from pathlib import Path
os.environ["TRAZO_HOME"] = sys.argv[1]
from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import DiskFull
from core.runs.progress import Ending, Trained
from core.settings.run import RunSettings
filler = Path(sys.argv[1]) / "filler"
filler.write_bytes(bytes(150_000))
run = Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE))
network = os.urandom(100_000)
run.finish(Trained(Ending.FINISHED, 0.98, 0.05, network, b"litert"))
assert run.state.has_network
assert run.litert_path.read_bytes() == b"litert"
try:
    sys.exit(f"there is {run.keras_path}")
except DiskFull:
    assert len(list(run.folder.iterdir())) == 1
filler.unlink()
assert run.keras_path.read_bytes() == network
sys.exit(7)
"""


def test_a_network_without_room_on_the_disk_is_written_when_there_is_some(
    tmp_path,
):
    assert on_a_small_disk(tmp_path, ["-c", FULL, str(tmp_path)]) == 7
