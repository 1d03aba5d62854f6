"""Results that take time and that many visitors ask for, each computed once.

`functools.lru_cache` computes a result twice if two threads ask for it at once.
"""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, ParamSpec, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")


class SingleFlightCache(Generic[Key, Result]):
    """The results that were asked for last; safe to share between threads."""

    def __init__(self, places: int) -> None:
        """Make room for a number of them."""
        self._places = places
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Future[Result]] = OrderedDict()

    def get_or_compute(self, key: Key, make: Callable[[], Result]) -> Result:
        """Return a result; who asks while it is computed waits for it.

        Args:
            key: What it is known by.
            make: Computes it without asking for the same key; what it raises is raised
                here, and nothing is kept.
        """
        with self._lock:
            future = self._kept.get(key)
            mine = future is None
            if future is None:
                future = self._kept[key] = Future()
            self._kept.move_to_end(key)
            while len(self._kept) > self._places:
                self._kept.popitem(last=False)
        if mine:
            try:
                future.set_result(make())
            except BaseException as error:
                with self._lock:
                    if self._kept.get(key) is future:
                        del self._kept[key]
                future.set_exception(error)
                raise
        return future.result()

    def clear(self) -> None:
        """Forget all results."""
        with self._lock:
            self._kept.clear()


class CachedFunction(Generic[Parameters, Result]):
    """A function that computes each of its results once; see `single_flight`."""

    def __init__(self, function: Callable[Parameters, Result], places: int) -> None:
        """Make room for the results of a number of calls."""
        functools.update_wrapper(self, function)
        self._function = function
        self._results: SingleFlightCache[Hashable, Result] = SingleFlightCache(places)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        """Return the function's result for these arguments, which are hashable."""
        return self._results.get_or_compute(
            (args, tuple(sorted(kwargs.items()))),
            lambda: self._function(*args, **kwargs),
        )

    def cache_clear(self) -> None:
        """Forget all results."""
        self._results.clear()


def single_flight(
    places: int,
) -> Callable[[Callable[Parameters, Result]], CachedFunction[Parameters, Result]]:
    """Have a function keep the results of its last calls, each computed once.

    Args:
        places: How many calls with different arguments.
    """
    return lambda function: CachedFunction(function, places)
