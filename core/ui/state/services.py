"""What all visitors of this web process share: the engine and the download."""

import atexit

import streamlit as st

from core.datasets.download import Download
from core.engine.engine import Engine
from core.server import logs
from core.ui.streamlit_compat.tcp_nodelay import set_tcp_nodelay

logs.configure()


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """Return the engine; its process starts with the first thing asked of it."""
    # The first page or question about health asks for it: by then the server listens.
    # What is accepted later inherits it.
    set_tcp_nodelay()
    made = Engine()
    atexit.register(made.close)
    return made


@st.cache_resource(show_spinner=False)
def download() -> Download:
    """Return the download of full MNIST, begun with the first visit that asks."""
    return Download()
