"""What a balancer asks and an operator reads: ``/health``, where it is served."""

import functools
import logging
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from core.server import logs
from core.server.health import CHECK_SECONDS, WELL, Health, HealthCheck
from core.ui.state import services


@functools.cache
def _health() -> Health:
    """Return what must be well beside Streamlit, which answers for itself."""
    engine = services.engine()
    return Health(
        {
            "engine": lambda: engine.workers(CHECK_SECONDS / 2),
            "store": engine.repository.check,
        }
    )


def _look() -> dict[str, HealthCheck]:
    return _health().look()


async def answer(request: Request) -> JSONResponse:
    """Answer 200 where everything is well, else 503; say what is not, and counts."""
    ready, _ = await runtime.get_instance().is_ready_for_browser_connection
    checks = {"streamlit": WELL if ready else "NotReady"}
    found = await run_in_threadpool(_look)
    checks |= {name: finding.said for name, finding in found.items()}
    well = all(said == WELL for said in checks.values())
    counts = {
        "visitors": _visitors(),
        **asdict(services.engine().metrics.counts()),
        "workers": found["engine"].value,
    }
    return JSONResponse(
        {"well": well, "checks": checks, **counts},
        200 if well else 503,
        {"Cache-Control": "no-store"},
    )


def _visitors() -> int:
    """Return how many browser tabs are connected."""
    stats = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(
        stat.value
        for stat in stats.get(ACTIVE_SESSIONS_FAMILY, ())
        if isinstance(stat, GaugeStat)
    )


def tell(error: Exception) -> None:
    """Log that a page has broken off; Streamlit prints the traceback."""
    logs.log_event("page failed", logging.ERROR, error=type(error).__name__)
