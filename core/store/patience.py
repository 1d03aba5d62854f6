"""How long a thread waits for one statement of a database."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

# For who can wait: a worker, a thread that writes. Another process writes for a few
# milliseconds, a checkpoint for some tens, a zip of work for seconds.
PATIENT_SECONDS = 20.0
# For a page: with what it does besides, it answers within two seconds.
PAGE_SECONDS = 1.2

_own: ContextVar[float | None] = ContextVar("patience", default=None)


@contextlib.contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Have this thread wait so long for each statement of any database."""
    token = _own.set(seconds)
    try:
        yield
    finally:
        _own.reset(token)


def own_patience() -> float | None:
    """Return how long this thread waits, in seconds; None within no `patience`."""
    return _own.get()
