"""What a host has shown tells how long a run takes on it."""

import random
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import loader
from core.engine.host_speed import HostSpeed
from core.engine.run import Run
from core.engine.run_shape import NEAR
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, EpochResult, Report, Stage, Trained
from core.runs.slow_motion import Command
from core.runs.snapshots import Snapshot
from core.settings.network import Block, NetworkSpec
from core.settings.run import Loss, RunSettings
from tests.support.clock import Clock

SAMPLE = loader.Source.SAMPLE
TRAINED = Trained(Ending.FINISHED, 0.9, 0.1, b"keras", b"litert")
LOOK = Snapshot(0, np.empty((0, 10), np.float32), np.ones((4, 3, 3), np.float32))
NOISE = 0.2
SMALL = RunSettings(epochs=2, images=1000)


@pytest.fixture
def clock():
    """A fake clock."""
    return Clock(100.0)


@pytest.fixture
def speed(clock, tmp_path):
    """What a host knows that has trained nothing yet."""
    return HostSpeed(clock, tmp_path / "home" / "host_speed.json")


def work(images):
    """Return the work of an epoch of the sample: 1000 images are read after it.

    To read one takes a third of what it takes to learn from it.
    """
    return images + 1000 / 3


def asked(settings=SMALL):
    """Return a run that waits."""
    return Run(RunSpec.training(settings, SAMPLE))


def train(
    speed, clock, settings, seconds_for_image, rest=2.0, noise=lambda: 1.0, tracing=0.0
):
    """Have a run go on for as long as its images take, and end.

    Args:
        speed: It watches.
        clock: Of it.
        settings: Of the run.
        seconds_for_image: For the work of one image.
        rest: Seconds before its first epoch.
        noise: Returns a factor for each epoch.
        tracing: Seconds that its first epoch takes longer.
    """
    run = Run(RunSpec.training(settings, SAMPLE), clock)
    # As a worker's: it looks at the first filters of every run, at its beginning.
    tell(speed, run, Report(run.id, Stage.PREPARING, moments=(LOOK,)))
    clock.now += rest
    for epoch in range(1, run.goal + 1):
        seconds = work(run.spec.images_per_epoch) * seconds_for_image * noise()
        seconds += tracing if epoch == 1 else 0.0
        clock.now += seconds
        tell(speed, run, over(run, epoch, seconds))
    run.cancel(Ending.FINISHED)
    speed.on_finished(run, TRAINED)
    return run


def tell(speed, run, report):
    """Have a run and the host's speed take in a report."""
    run.add_report(report)
    speed.on_report(run, report)


def over(run, epoch, seconds):
    """Return the report of an epoch that is over."""
    result = EpochResult(epoch, 0.1, 0.9, 0.1, 0.9, seconds)
    return Report(run.id, Stage.TRAINING, epoch=epoch, epochs=(result,))


def test_nothing_is_said_before_anything_was_measured(speed):
    assert speed.estimate(RunSettings(), SAMPLE) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_known_speed_gives_the_known_seconds(speed, clock, seed):
    chance = random.Random(seed)
    rest = chance.uniform(0.0, 5.0)
    settings = RunSettings(
        epochs=chance.randint(1, 10),
        batch_size=chance.choice((16, 128, 1024)),
        images=chance.choice((300, 1000)),
    )
    for_image = chance.uniform(1e-4, 1e-2)
    for _ in range(3):
        train(
            speed,
            clock,
            settings,
            for_image,
            rest,
            lambda: chance.uniform(1 - NOISE, 1 + NOISE),
        )
    asked = replace(settings, epochs=chance.randint(1, 30), images=500)
    estimate = speed.estimate(asked, SAMPLE)
    wanted = asked.epochs * work(500) * for_image + rest
    assert estimate is not None
    assert 1 - NOISE <= estimate / wanted <= 1 + NOISE


def test_the_first_epoch_of_a_run_tells_already(speed, clock):
    run = Run(RunSpec.training(RunSettings(images=1000), SAMPLE), clock)
    tell(speed, run, over(run, 1, 3.0))
    estimate = speed.estimate(RunSettings(epochs=4, images=500), SAMPLE)
    assert estimate == pytest.approx(4 * 3.0 * work(500) / work(1000))


def test_a_restart_remembers(speed, clock, tmp_path):
    train(speed, clock, RunSettings(images=1000, epochs=2), 0.001, rest=3.0)
    after = HostSpeed(clock, tmp_path / "home" / "host_speed.json")
    asked = RunSettings(images=1000, epochs=5)
    expected = 5 * work(1000) * 0.001 + 3.0
    assert after.estimate(asked, SAMPLE) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(40))
def test_a_broken_file_tells_nothing_or_the_truth(speed, clock, tmp_path, seed):
    train(speed, clock, RunSettings(images=1000, epochs=2), 0.001, rest=3.0)
    path = tmp_path / "home" / "host_speed.json"
    chance = random.Random(seed)
    whole = path.read_bytes()
    path.write_bytes(whole[: chance.randrange(len(whole))])
    after = HostSpeed(clock, path)
    assert after.estimate(RunSettings(), SAMPLE) is None


def test_another_batch_size_tells_only_where_it_is_near(speed, clock):
    train(speed, clock, RunSettings(batch_size=128, epochs=1), 0.001, rest=0.0)
    for batch_size in (16, 32, 64, 128, 256, 512, 1024):
        estimate = speed.estimate(RunSettings(batch_size=batch_size), SAMPLE)
        is_near = 1 / NEAR <= batch_size / 128 <= NEAR
        assert (estimate is not None) == is_near


def test_slow_motion_is_no_measure(speed, clock):
    spec = RunSpec.training(RunSettings(images=1000, epochs=3), SAMPLE)
    run = Run(spec, clock, command=Command.PAUSE)
    tell(speed, run, Report(run.id, Stage.TRAINING, epoch=1))
    run.set_speed(Command.FULL_SPEED)
    # Slow for a part of it.
    tell(speed, run, over(run, 1, 900.0))
    assert speed.estimate(spec.settings, SAMPLE) is None
    tell(speed, run, over(run, 2, 3.0))
    assert speed.estimate(spec.settings, SAMPLE) == pytest.approx(9.0)


def test_the_wait_is_what_the_first_says_and_what_the_others_will_need(speed):
    first, second = asked(), asked()
    assert speed.line_seconds([first, second]) is None
    first.add_report(
        Report(
            first.id,
            Stage.TRAINING,
            epoch=1,
            images_per_second=100.0,
            seconds_left=15.0,
        )
    )
    assert speed.line_seconds([first]) == 15
    both = 15 + 2 * work(1000) / 100
    assert speed.line_seconds([first, second]) == pytest.approx(both)
    assert speed.line_seconds([first, second], 2) == pytest.approx(both / 2)
    assert speed.line_seconds([first, second], 2, 2) == pytest.approx(both)


def test_nobody_waits_for_more_than_a_turn_of_each(speed, clock):
    first = Run(RunSpec.training(SMALL, SAMPLE), clock)
    first.add_report(
        Report(first.id, Stage.TRAINING, images_per_second=1.0, seconds_left=9 * 3600.0)
    )
    clock.now += 100
    line = [first, asked(), asked()]
    assert speed.line_seconds(line, turn_seconds=300) == 200 + 300 + 300
    # Its turn is over, and its batch is not yet.
    clock.now += 250
    assert speed.line_seconds([first], turn_seconds=300) == 0


def test_a_heavier_network_takes_longer(speed):
    first = asked()
    first.add_report(
        Report(first.id, Stage.TRAINING, images_per_second=100.0, seconds_left=0.0)
    )
    light = NetworkSpec(blocks=(Block.parse("4x3p"),))
    lighter = asked(RunSettings(epochs=2, images=1000, network=light))
    wait = speed.line_seconds([first, lighter])
    assert wait is not None
    assert 0 < wait < 20 / 4


def test_the_wait_and_the_word_before_the_press_are_the_same_estimate(speed, clock):
    train(speed, clock, SMALL, 0.003, rest=2.0)
    told = speed.estimate(SMALL, SAMPLE)
    assert told == pytest.approx(2 * work(1000) * 0.003 + 2.0)
    # No run of the line has said anything of its own.
    assert speed.line_seconds([asked(), asked()]) == pytest.approx(2 * told)
    assert speed.seconds_left(asked()) == pytest.approx(told)


def test_a_run_that_trains_tells_how_long_it_takes_better_than_those_before(
    speed, clock
):
    train(speed, clock, SMALL, 0.003)
    going = asked()
    tell(speed, going, Report(going.id, Stage.TRAINING, seconds_left=40.0))
    assert speed.seconds_left(going) == 40.0


def test_nobody_is_told_a_time_from_a_network_that_is_not_like_it(speed):
    first = asked()
    tell(speed, first, Report(first.id, Stage.TRAINING, images_per_second=100.0))
    other = RunSettings(epochs=2, images=1000, batch_size=16)
    assert speed.estimate(other, SAMPLE) is None
    assert speed.seconds_left(asked(other)) is None
    # In line it counts for as much as its multiplications promise.
    expected = 2 * 2 * work(1000) / 100
    assert speed.line_seconds([first, asked(other)]) == pytest.approx(expected)


def test_a_graph_that_was_traced_before_takes_less(speed, clock):
    small = RunSettings(epochs=3, images=1000)
    train(speed, clock, small, 0.001, rest=0.5, tracing=2.0)
    plain = 3 * work(1000) * 0.001 + 0.5
    # A worker has it now; only this run has shown how long anything takes.
    train(speed, clock, small, 0.001, rest=0.5)
    assert speed.estimate(small, SAMPLE) == pytest.approx(plain)
    # The number of steps is part of a one-cycle graph, and the loss of any.
    other = replace(small, loss=Loss.SQUARED_ERROR)
    assert speed.estimate(other, SAMPLE) == pytest.approx(plain + 2.0)


def test_the_first_epoch_of_a_new_graph_counts_until_there_is_another(speed, clock):
    once = RunSettings(epochs=1, images=1000)
    train(speed, clock, once, 0.001, rest=0.0, tracing=2.0)
    assert speed.estimate(once, SAMPLE) == pytest.approx(work(1000) * 0.001 + 2.0)
    train(speed, clock, once, 0.001, rest=0.0)
    assert speed.estimate(once, SAMPLE) == pytest.approx(work(1000) * 0.001)


def test_waking_tensorflow_is_no_part_of_a_run(speed, clock):
    run = asked()
    tell(speed, run, Report(run.id, Stage.WAKING))
    clock.now += 20.0
    tell(speed, run, Report(run.id, Stage.PREPARING))
    for epoch in (1, 2):
        clock.now += 3.0
        tell(speed, run, over(run, epoch, 3.0))
    run.cancel(Ending.FINISHED)
    speed.on_finished(run, TRAINED)
    assert speed.estimate(SMALL, SAMPLE) == pytest.approx(6.0)


def test_a_class_waits_for_all_its_runs_one_after_the_other(speed, clock):
    # 2 epochs of 1000 images and a third of 1000: 2 x 1333.3 x 0.003 = 8; and 2 more.
    train(speed, clock, SMALL, 0.003, rest=2.0)
    assert speed.estimate_class(SMALL, SAMPLE, 30, 1) == pytest.approx(30 * 10.0)
    assert speed.estimate_class(SMALL, SAMPLE, 15, 1) == pytest.approx(15 * 10.0)
    # Of 30 runs, one of four workers gets eight.
    assert speed.estimate_class(SMALL, SAMPLE, 30, 4) == pytest.approx(8 * 10.0)
    # None has been seen yet: the first run starts one.
    assert speed.estimate_class(SMALL, SAMPLE, 1, 0) == pytest.approx(10.0)


def test_only_the_first_run_of_a_class_traces_the_graph(speed, clock):
    small = RunSettings(epochs=3, images=1000)
    train(speed, clock, small, 0.003, rest=0.5, tracing=2.0)
    train(speed, clock, small, 0.003, rest=0.5)
    # 3 x 1333.3 x 0.003 = 12 seconds of epochs; 0.5 besides them, 2.5 with tracing.
    assert speed.estimate_class(small, SAMPLE, 30, 1) == pytest.approx(30 * 12.5)
    other = replace(small, loss=Loss.SQUARED_ERROR)
    assert speed.estimate_class(other, SAMPLE, 30, 1) == pytest.approx(14.5 + 29 * 12.5)


def test_nothing_is_said_to_a_class_before_anything_was_measured(speed):
    assert speed.estimate_class(SMALL, SAMPLE, 30, 1) is None
