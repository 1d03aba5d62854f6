"""A visitor has one run at a time, in however many web processes and on a reload."""

import secrets

import pytest

from core.errors import AlreadyTraining
from tests.support.runs import SAMPLE, free, held, over, training

pytestmark = pytest.mark.servers


@pytest.fixture
def visitor():
    """A new visitor."""
    return secrets.token_hex(16)


@pytest.fixture(scope="module")
def two(make_engine):
    """The engines of two web processes with one home, each with its own worker."""
    return make_engine(), make_engine()


def test_a_second_run_is_refused_in_another_process_until_the_first_is_over(
    two, visitor
):
    engine, other = two
    settings, hold = held(3)
    run = engine.start(settings, SAMPLE, visitor)
    training(run)
    with pytest.raises(AlreadyTraining):
        other.start(free(), SAMPLE, visitor)
    # Nothing of what was refused is left, in that process or in the store.
    assert [saved.id for saved in other.repository.list_runs(visitor)] == [run.id]
    assert other.runs_going_on() == 0
    somebody = other.start(free(), SAMPLE, secrets.token_hex(16))
    hold.release()
    assert over(run).error is None
    assert over(somebody).error is None
    assert over(other.start(free(), SAMPLE, visitor)).error is None


def test_a_run_that_is_over_here_does_not_hold_up_the_next(two, visitor):
    engine, _ = two
    for _ in range(3):
        settings, _ = held(3)
        run = engine.start(settings, SAMPLE, visitor)
        engine.stop(run)
        over(run)
    assert over(engine.start(free(), SAMPLE, visitor)).error is None


def test_a_run_whose_process_is_no_more_does_not_hold_up_the_next(
    two, make_engine, clock, visitor
):
    engine, (other, _) = make_engine(), two
    settings, hold = held(3)
    run = engine.start(settings, SAMPLE, visitor)
    training(run)
    engine.close()
    clock.now += 60
    assert over(other.start(free(), SAMPLE, visitor)).error is None
    hold.release()
