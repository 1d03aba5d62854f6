"""A full disk: what is written at the end of a training waits until there is room."""

import errno
import time
from collections.abc import Callable
from typing import TypeVar

# An operator needs some time to make room; other runs wait for the worker.
ROOM_SECONDS = 300.0
LOOK_SECONDS = 2.0

Result = TypeVar("Result")


def is_full(error: BaseException) -> bool:
    """Say whether an error of Python's, Keras's or TensorFlow's means a full disk."""
    is_ours = isinstance(error, OSError) and error.errno == errno.ENOSPC
    return is_ours or "No space left on device" in str(error)


def once_there_is_room(
    write: Callable[[], Result],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Return what a function writes; on a full disk, try again for `ROOM_SECONDS`.

    Args:
        write: Leaves nothing on the disk if it raises.
        clock: Seconds, monotonic.
        sleep: Lets so many of them pass.
    """
    end = clock() + ROOM_SECONDS
    while True:
        try:
            return write()
        except Exception as error:
            if not is_full(error) or clock() >= end:
                raise
        sleep(LOOK_SECONDS)
