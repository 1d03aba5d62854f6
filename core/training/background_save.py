"""Saves on a thread of its own: a store that hangs does not stop a training."""

import threading
import time
from collections.abc import Callable

from core.errors import DiskFull, StoreUnavailable

# While the store answers, a training waits for it, so that nothing is done twice after
# a crash. A store that has let it wait for so long is not waited for again until then.
PROMPT_SECONDS = 2.0
# At its end, for what the run leaves.
END_SECONDS = 10.0


class BackgroundSave:
    """Does the latest of what is to be saved; of what waits, the rest is dropped.

    Each save holds all that the one before it does. A save that fails is dropped too:
    the next one comes with the next epoch.
    """

    def __init__(self) -> None:
        self._next: Callable[[], None] | None = None
        self._is_busy = False
        self._is_prompt = True
        self._failure: Exception | None = None
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def put(self, save: Callable[[], None]) -> None:
        """Have something saved; wait a moment for it, if the store has been prompt.

        Raises:
            AttemptSuperseded: Another worker has started the run.
        """
        with self._changed:
            self._raise_failure()
            self._next = save
            if self._thread is None:
                # A daemon: a store that hangs must not keep the worker.
                self._thread = threading.Thread(
                    target=self._work, daemon=True, name="checkpoints"
                )
                self._thread.start()
            self._changed.notify_all()
            if self._is_prompt:
                self._is_prompt = self._wait(PROMPT_SECONDS)
            self._raise_failure()

    def close(self, seconds: float = END_SECONDS) -> bool:
        """Wait until all is saved, for so long at most; return whether it is.

        Raises:
            AttemptSuperseded: Another worker has started the run.
        """
        with self._changed:
            is_saved = self._wait(seconds)
            self._raise_failure()
            return is_saved

    def _wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while self._is_busy or self._next is not None:
            if not self._changed.wait(end - time.monotonic()):
                return False
        return True

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        while (save := self._take_next()) is not None:
            failure: Exception | None = None
            is_saved = True
            try:
                save()
            # A store that is away for a while, or full, must not end a training.
            except (DiskFull, StoreUnavailable):
                is_saved = False
            except Exception as error:  # noqa: BLE001  raised where it is noticed
                failure = error
            with self._changed:
                self._is_busy = False
                self._failure = self._failure or failure
                self._is_prompt = self._is_prompt or is_saved
                self._changed.notify_all()

    def _take_next(self) -> Callable[[], None] | None:
        """Return what to do; None if there is nothing, and the thread ends."""
        with self._changed:
            save, self._next = self._next, None
            self._is_busy = save is not None
            if save is None:
                self._thread = None
            return save
