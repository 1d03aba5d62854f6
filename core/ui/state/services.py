"""What all visitors of this web process share: limits, engine and download."""

import atexit

import streamlit as st

from core.config import Config
from core.datasets.download import Download
from core.engine.engine import Engine
from core.server import logs
from core.settings.datasets import DatasetName
from core.ui.streamlit_compat.tcp_nodelay import set_tcp_nodelay


@st.cache_resource(show_spinner=False)
def config() -> Config:
    """Return the limits and times of this web process, read once."""
    return Config.from_environment()


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """Return the engine; its process starts with the first thing asked of it."""
    logs.configure(config().log_level)
    # The first page or question about health asks for it: by then the server listens.
    # What is accepted later inherits it.
    set_tcp_nodelay()
    made = Engine(config=config())
    atexit.register(made.close)
    return made


@st.cache_resource(show_spinner=False)
def download(dataset: DatasetName = DatasetName.MNIST) -> Download:
    """Return the download of a data set; the first visit that asks starts it."""
    return Download(dataset)
