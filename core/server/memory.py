"""Gives memory back to the system."""

import ctypes


def give_back() -> None:
    """Give back what was freed, where the C library would keep it for later.

    glibc keeps the free parts of a heap for each thread, and a web process has a new
    thread for each run of a page.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        # Another C library: each has its own way.
        return
    trim(ctypes.c_size_t(0))
