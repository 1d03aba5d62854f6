"""On a real worker, a long run ends its turn with its epoch for a short one."""

import secrets

import pytest

from core import paths
from core.config import Config
from core.engine.run_shape import shape_of, work_of_epoch
from core.engine.speed_measurements import SpeedMeasurements
from core.runs.progress import Ending, Stage
from core.training.lease import leases
from tests.support.patience import wait_for
from tests.support.runs import (
    BATCHES,
    SAMPLE,
    epochs_of,
    free,
    held,
    is_whole,
    over,
    reached,
)

pytestmark = pytest.mark.servers

# So that one epoch is short and six are long.
EPOCH_SECONDS = 50.0
# More than the epochs that the runs of a test add.
MEASURED = 9


@pytest.fixture
def engine(make_engine):
    """An engine with a usual turn, on a host that has measured its speed."""
    seconds = EPOCH_SECONDS / work_of_epoch(free().images, SAMPLE)
    measured = SpeedMeasurements()
    measured.add_epochs(shape_of(free()), [seconds] * MEASURED, is_tracing=False)
    path = paths.home_folder() / "host_speed.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(measured.to_json(), encoding="utf-8")
    return make_engine(Config())


def ends_with_epoch(run_id):
    """Say, on a worker, whether a run of it gives way with its epoch, not before."""
    lease = leases.get(run_id)
    within, after = (lease.is_turn_over(within_epoch=each) for each in (True, False))
    return after and not within


def test_a_long_run_gives_way_to_a_short_one_and_goes_on_exactly(engine):
    settings, hold = held(BATCHES // 2)
    long = engine.start(settings, SAMPLE, secrets.token_hex(16))
    reached(long, BATCHES // 2)
    assert engine.host_speed.seconds_left(long) == pytest.approx(300)
    short = engine.start(free(epochs=1), SAMPLE, secrets.token_hex(16))
    client = engine._link.current.client  # noqa: SLF001  the one way to its workers
    wait_for(lambda: any(client.run(ends_with_epoch, long.id).values()))
    assert long.state.stage is Stage.TRAINING
    hold.at(BATCHES + BATCHES // 2)
    assert over(short).ending is Ending.FINISHED
    assert long.turns.count == 1
    assert epochs_of(long) == [1]
    hold.release()
    assert over(long).ending is Ending.FINISHED
    assert is_whole(long)
    assert is_whole(short, epochs=1)
    assert long.turns.count == 1


def test_a_long_run_goes_on_while_only_long_ones_wait(engine):
    settings, hold = held(10)
    first = engine.start(settings, SAMPLE, secrets.token_hex(16))
    reached(first, 10)
    second = engine.start(free(), SAMPLE, secrets.token_hex(16))
    hold.release()
    assert over(first).ending is Ending.FINISHED
    assert first.turns.count == 0
    assert over(second).ending is Ending.FINISHED
