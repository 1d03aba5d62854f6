"""What a balancer asks and an operator reads: ``/health``, where it is served."""

import functools
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from core.server.health import CHECK_SECONDS, WELL, Health, HealthCheck
from core.ui.state import services
from core.ui.streamlit_compat import server_state


@functools.cache
def _health() -> Health:
    """Return what must be healthy besides Streamlit, which answers for itself."""
    # No part of a check's time limit: SQLAlchemy is slow to import.
    import core.store.store  # noqa: F401, PLC0415  as said above

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
    ready = await server_state.is_ready()
    checks = {"streamlit": WELL if ready else "NotReady"}
    found = await run_in_threadpool(_look)
    checks |= {name: finding.said for name, finding in found.items()}
    well = all(said == WELL for said in checks.values())
    counts = {
        "visitors": server_state.count_visitors(),
        **asdict(services.engine().metrics.counts()),
        "workers": found["engine"].value,
    }
    return JSONResponse(
        {"well": well, "checks": checks, **counts},
        200 if well else 503,
        {"Cache-Control": "no-store"},
    )
