"""Health checks name what fails, without further details."""

import threading
from concurrent.futures import Future

from core.errors import StoreUnavailable
from core.server.health import FRESH_SECONDS, Health, HealthCheck
from tests.support.clock import Clock
from tests.support.patience import wait_for


def broken():
    """Fail with an address in the text."""
    raise StoreUnavailable("postgresql://somebody:secret@10.0.0.1/trazo")


class UntilBack:
    """Waits until a number of checks have returned, without a time limit."""

    def __init__(self, many):
        self.many = many

    def __call__(self, asked, seconds):
        """Wait."""
        wait_for(lambda: sum(map(Future.done, asked)) >= self.many)


def test_what_is_well_is_ok_and_what_is_not_is_named_without_its_text():
    checks = {"engine": lambda: 2, "store": broken}
    found = Health(checks, wait=UntilBack(2)).look()
    assert found == {
        "engine": HealthCheck("ok", 2),
        "store": HealthCheck("StoreUnavailable"),
    }


def test_a_check_that_hangs_keeps_no_other_from_its_answer():
    free, begun = threading.Event(), []

    def hang():
        begun.append(True)
        free.wait()

    wait = UntilBack(1)
    health = Health({"store": hang, "engine": lambda: 1}, fresh=0, wait=wait)
    first, second = health.look(), health.look()
    free.set()
    assert (
        first
        == second
        == {"store": HealthCheck("TimeoutError"), "engine": HealthCheck("ok", 1)}
    )
    assert len(begun) == 1
    wait.many = 2
    assert health.look()["store"] == HealthCheck("ok")


def test_a_check_that_hangs_is_given_up():
    free = threading.Event()
    health = Health({"store": free.wait}, seconds=0.01)
    assert health.look()["store"] == HealthCheck("TimeoutError")
    free.set()


def test_a_flood_of_questions_is_answered_with_one_look():
    asked, clock = [], Clock()
    health = Health({"store": lambda: asked.append(1)}, clock=clock, wait=UntilBack(1))
    assert [health.look()["store"].said for _ in range(100)] == ["ok"] * 100
    assert asked == [1]
    clock.now += FRESH_SECONDS
    assert health.look()["store"] == HealthCheck("ok")
    assert asked == [1, 1]
