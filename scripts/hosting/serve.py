"""Trazo with ``/health`` beside it, for whoever hosts it.

Takes the place of ``streamlit run app.py``, with the same options::

    python -m streamlit run scripts/hosting/serve.py --server.port 8501
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from core.ui import health_endpoint
from core.ui.state import services


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """End the engine with the server, and let the store have what it waits for."""
    yield
    # A server of this kind ends by the signal that it was sent, and so without what
    # Python does at its own end.
    await run_in_threadpool(lambda: services.engine().close())


app = st.App(
    Path(__file__).parent.parent.parent / "app.py",
    lifespan=lifespan,
    routes=[Route("/health", health_endpoint.answer)],
    on_script_error=health_endpoint.tell,
)
