"""Results that take time and that many visitors ask for, each made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SingleFlightCache(Generic[Key, Result]):
    """The results that were asked for last; safe to share between threads."""

    def __init__(self, places: int) -> None:
        """Make room for a number of them."""
        self._places = places
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Future[Result]] = OrderedDict()

    def get_or_compute(self, key: Key, make: Callable[[], Result]) -> Result:
        """Return a result; who asks while it is made waits for it.

        Args:
            key: What it is known by.
            make: Makes it; what it raises is raised here, and nothing is kept.
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
                    self._kept.pop(key, None)
                future.set_exception(error)
                raise
        return future.result()
