"""Runs Trazo with security headers and a ``/health`` endpoint.

It replaces ``streamlit run app.py`` and takes the same options::

    python -m streamlit run scripts/hosting/serve.py --server.port 8501
"""

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import Route

from core.config import MEGABYTE, Config
from core.server import memory
from core.server.headers import WithHeaders, security_headers
from core.server.inline_script import WithInlineScript, script_hash
from core.ui import health_endpoint, no_connection
from core.ui.state import services
from core.ui.streamlit_compat import missing_page, trusted_proxies
from core.ui.streamlit_compat.page_scripts import inline_script_hashes
from core.ui.streamlit_compat.upload_limits import UploadLimits
from core.ui.streamlit_compat.xsrf_cookie import FramedXsrfCookie
from core.variables import BadVariable

# Files of the largest size that may arrive, or lie on the disk until a page takes them.
FILES_AT_ONCE = 32

# Before there are threads.
memory.limit_heaps()

try:
    config = Config.from_environment()
except BadVariable as error:
    sys.exit(f"Trazo cannot start: {error}")


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """At shutdown, end the engine and finish pending writes to the store."""
    yield
    # The server ends by the signal that it receives, so Python's exit handlers do not
    # run.
    await run_in_threadpool(lambda: services.engine().close())


def middleware(frame_ancestors: str) -> list[Middleware]:
    """Return what stands between Streamlit and the browser.

    Args:
        frame_ancestors: Sites that may frame a page (TRAZO_FRAME_ANCESTORS).
    """
    script = no_connection.script()
    hashes = [*inline_script_hashes(), script_hash(script)]
    headers = security_headers(frame_ancestors, hashes)
    file_bytes = int(st.get_option("server.maxUploadSize")) * MEGABYTE
    added = [
        Middleware(WithHeaders, headers),
        Middleware(WithInlineScript, script),
        Middleware(
            UploadLimits,
            most_bytes=FILES_AT_ONCE * file_bytes,
            file_bytes=file_bytes,
        ),
    ]
    if frame_ancestors not in ("'self'", "'none'"):
        added.append(Middleware(FramedXsrfCookie))
    return added


trusted_proxies.trust(config.proxies)
# The first page to be opened may be one that is not there.
missing_page.replace_dialog()
app = st.App(
    Path(__file__).parent.parent.parent / "app.py",
    lifespan=lifespan,
    middleware=middleware(config.frame_ancestors),
    routes=[Route("/health", health_endpoint.answer)],
)
