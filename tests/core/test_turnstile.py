"""A few threads have a place at a time, in their order; nobody is forgotten."""

import operator
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import pytest

from core.evaluation import metrics
from core.turnstile import Turnstile
from tests.support.patience import wait_for

VISITORS = 6


class Crowd:
    """Counts the threads that are in a block at a time."""

    def __init__(self):
        self.now = self.most = 0
        self.order = []
        self._lock = threading.Lock()

    def enter(self, who):
        """Note who is in."""
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.order.append(who)

    def leave(self):
        """Count one less."""
        with self._lock:
            self.now -= 1


@pytest.mark.parametrize("places", [1, 2])
def test_as_many_as_there_are_places_and_the_first_goes_first(places):
    gate, crowd, released = Turnstile(places), Crowd(), threading.Semaphore(0)

    def compute(who):
        with gate.turn():
            crowd.enter(who)
            released.acquire()
            crowd.leave()

    with ThreadPoolExecutor(VISITORS) as pool:
        for who in range(VISITORS):
            pool.submit(compute, who)
            # Each is in, or in the line, before the next one comes.
            expected = min(who + 1, places)
            wait_for(lambda: len(crowd.order), partial(operator.eq, expected))
            waiting = max(who + 1 - places, 0)
            wait_for(lambda: gate.waiting, partial(operator.eq, waiting))
        for who in range(VISITORS):
            released.release()
            expected = min(who + 1 + places, VISITORS)
            wait_for(lambda: len(crowd.order), partial(operator.eq, expected))
    assert crowd.most == places
    assert crowd.order == list(range(VISITORS))
    with gate.turn():
        pass


def test_who_fails_makes_room():
    gate = Turnstile(1)
    with pytest.raises(ZeroDivisionError), gate.turn():
        _ = 1 / 0
    with gate.turn():
        pass


def test_visitors_who_evaluate_large_networks_take_turns(monkeypatch):
    gate = Turnstile(1)
    monkeypatch.setattr(metrics, "cores", gate)
    monkeypatch.setattr(metrics, "CHUNK_SIZE", 10)
    crowd = Crowd()

    class Network:
        """Answers as slowly as the others let it."""

        def __init__(self, who):
            self.who = who

        def probabilities(self, images):
            """Say that all are zeros."""
            crowd.enter(self.who)
            # All others have come, and none of them is in.
            wait_for(lambda: crowd.order[1:] or gate.waiting == VISITORS - 1)
            crowd.leave()
            return np.eye(10, dtype=np.float32)[np.zeros(len(images), int)]

    def judge(who):
        network: Any = Network(who)
        return metrics.judge(
            network, np.zeros((95, 28, 28), np.uint8), np.zeros(95, np.uint8)
        )

    with ThreadPoolExecutor(VISITORS) as pool:
        found = list(pool.map(judge, range(VISITORS)))
    assert [each.images for each in found] == [95] * VISITORS
    assert all(each.accuracy == 1 for each in found)
    assert crowd.most == 1
    assert sorted(crowd.order) == sorted(list(range(VISITORS)) * 10)
