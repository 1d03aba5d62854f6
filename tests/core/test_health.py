"""Checks say what is not well, and no more than that."""

import threading
import time

from core.errors import StoreUnavailable
from core.health import Finding, Health


def broken():
    """Fail with an address in the text."""
    raise StoreUnavailable("postgresql://somebody:secret@10.0.0.1/trazo")


def test_what_is_well_is_ok_and_what_is_not_is_named_without_its_text():
    found = Health({"engine": lambda: 2, "store": broken}).look()
    assert found == {
        "engine": Finding("ok", 2),
        "store": Finding("StoreUnavailable"),
    }


def test_a_check_that_hangs_keeps_no_other_from_its_answer():
    free, begun = threading.Event(), []

    def hang():
        begun.append(time.monotonic())
        free.wait(10)

    health = Health({"store": hang, "engine": lambda: 1}, seconds=0.1, fresh=0)
    first, second = health.look(), health.look()
    free.set()
    assert (
        first
        == second
        == {"store": Finding("TimeoutError"), "engine": Finding("ok", 1)}
    )
    assert len(begun) == 1
    assert health.look()["store"] == Finding("ok")


def test_a_flood_of_questions_is_answered_with_one_look():
    asked = []
    health = Health({"store": lambda: asked.append(1)})
    assert [health.look()["store"].said for _ in range(100)] == ["ok"] * 100
    assert asked == [1]
