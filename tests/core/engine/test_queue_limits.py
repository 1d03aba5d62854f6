"""The queue's limits."""

from dataclasses import replace

import pytest

from core.datasets import loader
from core.engine import queue_limits
from core.engine.queue_limits import QueueLimits
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import AddressFull, AlreadyTraining, QueueFull
from core.settings.run import RunSettings

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
