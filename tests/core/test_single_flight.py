"""What takes time is computed once, however many threads ask for it at once."""

import shutil
import threading

import pytest

from core import paths, prediction
from core.datasets import loader
from core.datasets.loader import Source
from core.evaluation import ablation
from core.explain import activations
from core.single_flight import SingleFlightCache, single_flight

THREADS = 8
PATIENCE_SECONDS = 20


def at_once(ask):
    """Call a function on several threads at once; return what comes of each call."""
    start = threading.Barrier(THREADS)
    outcomes = []

    def call():
        start.wait(PATIENCE_SECONDS)
        try:
            outcomes.append(ask())
        except Exception as error:  # noqa: BLE001  it is looked at below
            outcomes.append(error)

    threads = [threading.Thread(target=call) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert len(outcomes) == THREADS
    return outcomes


class Slow:
    """Computes for so long that every thread has asked before it is done."""

    def __init__(self, work):
        self.calls = []
        self._work = work

    def __call__(self, *args):
        """Note the call, wait, and do the work."""
        self.calls.append(args)
        threading.Event().wait(0.2)
        return self._work(*args)


class Doubled:
    """Doubles a number, and notes which."""

    def __init__(self):
        self.calls = []

    def __call__(self, number):
        """Return twice the number."""
        self.calls.append(number)
        return 2 * number


def test_all_threads_get_the_one_result():
    slow = Slow(lambda number: [number])
    double = single_flight(4)(slow)
    first, *others = at_once(lambda: double(3))
    assert first == [3]
    assert all(other is first for other in others)
    assert slow.calls == [(3,)]


def test_an_error_reaches_all_who_wait_and_is_not_kept():
    slow = Slow(lambda: 1 / 0)
    divide = single_flight(4)(slow)
    assert {type(outcome) for outcome in at_once(divide)} == {ZeroDivisionError}
    before = len(slow.calls)
    with pytest.raises(ZeroDivisionError):
        divide()
    assert len(slow.calls) == before + 1


def test_the_results_that_were_asked_for_last_are_kept():
    doubled = Doubled()
    double = single_flight(2)(doubled)
    assert [double(1), double(2), double(1), double(3)] == [2, 4, 2, 6]
    assert (double(1), double(2)) == (2, 4)
    assert doubled.calls == [1, 2, 3, 2]


def test_cleared_results_are_computed_anew():
    doubled = Doubled()
    double = single_flight(2)(doubled)
    double(1)
    double.cache_clear()
    double(1)
    assert doubled.calls == [1, 1]


def test_a_result_that_is_cleared_while_it_fails_leaves_the_next_one_alone():
    cache: SingleFlightCache[str, str] = SingleFlightCache(2)

    def fail():
        cache.clear()
        assert cache.get_or_compute("key", lambda: "new") == "new"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get_or_compute("key", fail)
    assert cache.get_or_compute("key", lambda: "newer") == "new"


def test_the_documentation_is_that_of_the_function():
    assert "second call" in (loader.load.__doc__ or "")


@pytest.mark.parametrize(
    ("function", "module", "inner", "arguments"),
    [
        (loader.load, loader, "read", (Source.SAMPLE,)),
        (loader.test_digits, loader, "_arrays", (Source.SAMPLE,)),
        (prediction.load_cached, paths, "read_network", ("network",)),
        (prediction.shipped, paths, "read_network", ()),
        (prediction.article, paths, "read_network", ()),
        (activations.load_cached, paths, "read_network", ("network",)),
        (ablation.xray, ablation, "without", ("network", frozenset({(0, 1)}))),
    ],
)
def test_two_threads_never_compute_the_same(
    function, module, inner, arguments, monkeypatch, tmp_path
):
    network = tmp_path / "network.tflite"
    shutil.copy(prediction.ARTICLE_PATH, network)
    arguments = [network if each == "network" else each for each in arguments]
    slow = Slow(getattr(module, inner))
    activations.load_cached(network)
    monkeypatch.setattr(module, inner, slow)
    function.cache_clear()
    first, *others = at_once(lambda: function(*arguments))
    assert not isinstance(first, Exception)
    assert all(other is first for other in others)
    assert len(slow.calls) == 1
