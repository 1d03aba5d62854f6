"""A lease ends when it is not renewed or when it is ended."""

from core.runs.progress import Ending
from core.training.lease import LEASE_SECONDS, Lease, Leases
from tests.support.clock import Clock


def test_a_run_may_go_on_while_it_is_watched():
    clock = Clock()
    lease = Lease(clock)
    clock.now += LEASE_SECONDS - 1
    lease.renew()
    clock.now += LEASE_SECONDS - 1
    assert lease.ending is None


def test_a_run_that_nobody_watches_ends():
    clock = Clock()
    lease = Lease(clock)
    clock.now += LEASE_SECONDS + 1
    assert lease.ending is Ending.UNWATCHED


def test_a_turn_is_over_after_its_time_and_a_little_later_within_an_epoch():
    clock = Clock()
    lease = Lease(clock)
    lease.renew(300)
    clock.now += 299
    assert not lease.is_turn_over(within_epoch=False)
    clock.now += 2
    assert lease.is_turn_over(within_epoch=False)
    assert not lease.is_turn_over(within_epoch=True)
    clock.now += 30
    assert lease.is_turn_over(within_epoch=True)
    # Nobody waits any more.
    lease.renew()
    assert not lease.is_turn_over(within_epoch=True)
    lease.begin_turn()
    lease.renew(300)
    assert not lease.is_turn_over(within_epoch=True)


def test_a_run_that_was_stopped_stays_stopped():
    lease = Lease()
    lease.end(Ending.STOPPED)
    lease.renew()
    assert lease.ending is Ending.STOPPED


def test_a_run_can_be_ended_before_it_begins():
    leases = Leases()
    leases.get("run").end(Ending.STOPPED)
    assert leases.get("run").ending is Ending.STOPPED


def test_a_dropped_lease_is_forgotten():
    leases = Leases()
    leases.get("run").end(Ending.STOPPED)
    leases.discard("run")
    assert leases.get("run").ending is None


def test_a_run_that_gives_way_ends_its_turn_with_its_epoch_and_not_before():
    lease = Lease(Clock())
    lease.renew(ends_with_epoch=True)
    assert not lease.is_turn_over(within_epoch=True)
    assert lease.is_turn_over(within_epoch=False)
    # Its next turn is a new one.
    lease.begin_turn()
    assert not lease.is_turn_over(within_epoch=False)
    lease.renew(ends_with_epoch=True)
    lease.renew()
    assert not lease.is_turn_over(within_epoch=False)
