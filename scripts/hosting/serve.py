"""Runs Trazo with an additional ``/health`` endpoint, for hosting.

It replaces ``streamlit run app.py`` and takes the same options::

    python -m streamlit run scripts/hosting/serve.py --server.port 8501
"""

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from core.config import BadVariable, Config
from core.ui import health_endpoint
from core.ui.state import services

try:
    Config.from_environment()
except BadVariable as error:
    sys.exit(f"Trazo cannot start: {error}")


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """At shutdown, end the engine and finish pending writes to the store."""
    yield
    # The server ends by the signal that it receives, so Python's exit handlers do not
    # run.
    await run_in_threadpool(lambda: services.engine().close())


app = st.App(
    Path(__file__).parent.parent.parent / "app.py",
    lifespan=lifespan,
    routes=[Route("/health", health_endpoint.answer)],
    on_script_error=health_endpoint.tell,
)
