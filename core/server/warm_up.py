"""What no first page needs, imported once that has been sent: nobody waits for it.

A new process answers its first visitor after half the processor time that it would take
with all its imports, and the second page finds them done.
"""

import gc
import importlib
import logging
import threading
import time
from collections.abc import Callable, Iterable

# In the order in which visitors may need it: SQLAlchemy to keep what they do, OpenCV
# and LiteRT to read a drawing, and pandas, in which Streamlit looks for tables. The
# client of Dask stays out, since most visitors of a small host never train.
MODULES = ("core.store.store", "core.prediction", "pandas")
# If no page is finished by then, who asks is no visitor.
PAGE_SECONDS = 60.0
# For the page's last messages, and for other threads between two modules.
PAUSE_SECONDS = 0.1

# By default Python looks for garbage each time that there are 700 objects more, and at
# all objects each time that there are a quarter more: a seventh of the time of all
# imports. What a page leaves is mostly freed without.
COLLECT_AFTER = 10_000

log = logging.getLogger(__name__)


def collect_rarely() -> None:
    """Have Python look for garbage less often; before the imports that it slows."""
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])


def start(page_sent: threading.Event, then: Callable[[], None]) -> threading.Thread:
    """Import on a thread of its own, one module after the other.

    Args:
        page_sent: Set at the end of the first page.
        then: Called after the first module, the store's.
    """
    thread = threading.Thread(
        target=_run, args=(page_sent, then), daemon=True, name="warm-up"
    )
    thread.start()
    return thread


def _run(page_sent: threading.Event, then: Callable[[], None]) -> None:
    page_sent.wait(PAGE_SECONDS)
    first, *others = MODULES
    _import([first])
    then()
    _import(others)
    # They stay for as long as the process: no look for garbage needs to pass them.
    gc.freeze()


def _import(modules: Iterable[str]) -> None:
    for module in modules:
        time.sleep(PAUSE_SECONDS)
        try:
            importlib.import_module(module)
        except Exception:
            # The page that needs it says so.
            log.exception("%s cannot be imported", module)
