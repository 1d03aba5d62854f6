"""What all visitors of this web process share: limits, engine and download.

None of it is in a cache of Streamlit's: any browser can have those cleared, for all
visitors, by one message. A second engine would then run next to the first.
"""

import atexit
import contextlib
import threading

from core import paths
from core.config import Config
from core.datasets.download import Download
from core.engine.engine import Engine
from core.server import logs, warm_up
from core.settings.datasets import DatasetName
from core.single_flight import single_flight
from core.ui.streamlit_compat.tcp_nodelay import set_tcp_nodelay

_at_end = contextlib.ExitStack()
atexit.register(_at_end.close)
_page_sent = threading.Event()


@single_flight(1)
def config() -> Config:
    """Return the limits and times of this web process, read once."""
    return Config.from_environment()


@single_flight(1)
def engine() -> Engine:
    """Return the engine; its process starts with the first thing asked of it."""
    logs.configure(config().log_level)
    paths.make_private()
    # The first page or question about health asks for it: by then the server listens.
    # What is accepted later inherits it.
    set_tcp_nodelay()
    made = Engine(config=config(), is_deferred=True)
    _at_end.callback(made.close)
    warm_up.start(_page_sent, made.begin)
    return made


def end_page() -> None:
    """Note the end of a page; after the first, begin with what it could do without."""
    _page_sent.set()


@single_flight(len(DatasetName))
def download(dataset: DatasetName = DatasetName.MNIST) -> Download:
    """Return the download of a data set; the first visit that asks starts it."""
    return Download(dataset)


def reset() -> None:
    """End the engine, if there is one, and make everything again when it is asked for.

    For tests: no visitor can cause it.
    """
    _at_end.close()
    for shared in (config, engine, download):
        shared.cache_clear()
