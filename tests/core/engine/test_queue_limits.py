"""The queue's limits and the estimated waiting time."""

from dataclasses import replace

import pytest

from core.datasets import loader
from core.engine import queue_limits
from core.engine.queue_limits import QueueLimits
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import AddressFull, AlreadyTraining, QueueFull
from core.runs.progress import Report, Stage
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from tests.support.clock import Clock

ANNA, BERTA = "a" * 32, "b" * 32
SMALL = RunSettings(epochs=2, images=1000)


def run(visitor=ANNA, settings=SMALL):
    return Run(RunSpec.training(settings, loader.Source.SAMPLE, visitor))


def test_a_visitor_has_one_run_at_a_time():
    going = run()
    with pytest.raises(AlreadyTraining):
        queue_limits.refuse_if_full(ANNA, [going])
    queue_limits.refuse_if_full(BERTA, [going])
    going.fail(QueueFull(1))
    queue_limits.refuse_if_full(ANNA, [going])


def test_the_line_ends_somewhere():
    queue_limits.refuse_if_full(BERTA, [run()], limit=2)
    with pytest.raises(QueueFull):
        queue_limits.refuse_if_full(BERTA, [run(), run()], limit=2)
    with pytest.raises(QueueFull):
        queue_limits.refuse_if_full(BERTA, [run()], others=1, limit=2)


def from_address(address, visitor):
    """Return a run that was asked for from a network address."""
    spec = RunSpec.training(SMALL, loader.Source.SAMPLE, visitor)
    return Run(replace(spec, address=address))


def test_one_address_has_a_limit_only_where_the_operator_sets_it():
    school, home = "192.0.2.7", "2001:db8:1:2::/64"
    going = [from_address(school, ANNA), from_address(home, BERTA)]
    third, unknown = from_address(school, "c" * 32), from_address("", "d" * 32)
    QueueLimits().ensure_room(third, going, 0)
    QueueLimits(of_one_address=2).ensure_room(third, going, 0)
    limits = QueueLimits(of_one_address=1)
    with pytest.raises(AddressFull) as full:
        limits.ensure_room(third, going, 0)
    assert full.value.runs == 1
    # What nobody knows is nobody's limit: a run that another process has left.
    limits.ensure_room(unknown, [*going, from_address("", ANNA)], 0)
    going[0].fail(QueueFull(1))
    limits.ensure_room(third, going, 0)


def test_a_run_that_goes_on_from_another_is_asked_for_from_where_its_visitor_is():
    assert from_address("192.0.2.7", ANNA).spec.continuation(9, BERTA).address == ""


def test_the_wait_is_what_the_first_says_and_what_the_others_will_need():
    first, second = run(), run()
    assert queue_limits.expected_seconds([first, second]) is None
    first.add_report(
        Report(
            first.id,
            Stage.TRAINING,
            epoch=1,
            images_per_second=100.0,
            seconds_left=15.0,
        )
    )
    assert queue_limits.expected_seconds([first]) == 15
    assert queue_limits.expected_seconds([first, second]) == pytest.approx(
        15 + 2000 / 100
    )
    assert queue_limits.expected_seconds([first, second], 2) == pytest.approx(17.5)
    assert queue_limits.expected_seconds([first, second], 2, 2) == pytest.approx(35)


def test_nobody_waits_for_more_than_a_turn_of_each():
    clock = Clock()
    first = Run(RunSpec.training(SMALL, loader.Source.SAMPLE, ANNA), clock)
    first.add_report(
        Report(first.id, Stage.TRAINING, images_per_second=1.0, seconds_left=9 * 3600.0)
    )
    clock.now += 100
    line = [first, run(), run()]
    assert queue_limits.expected_seconds(line, turn_seconds=300) == 200 + 300 + 300
    # Its turn is over, and its batch is not yet.
    clock.now += 250
    assert queue_limits.expected_seconds([first], turn_seconds=300) == 0


def test_a_heavier_network_takes_longer():
    first = run()
    first.add_report(
        Report(first.id, Stage.TRAINING, images_per_second=100.0, seconds_left=0.0)
    )
    light = NetworkSpec(blocks=(Block.parse("4x3p"),))
    lighter = run(settings=RunSettings(epochs=2, images=1000, network=light))
    wait = queue_limits.expected_seconds([first, lighter])
    assert wait is not None
    assert 0 < wait < 20 / 4
