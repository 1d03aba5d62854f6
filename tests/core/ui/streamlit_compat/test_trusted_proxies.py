"""Where a visitor comes from is believed of trusted proxies, and of nobody else."""

import asyncio

import pytest
import uvicorn.config
from starlette.websockets import WebSocket
from streamlit.web.server.starlette.starlette_websocket import StarletteClientContext

from core.ui.streamlit_compat import trusted_proxies

FORGED = "203.0.113.9"


@pytest.fixture(autouse=True)
def as_uvicorn_has_it(monkeypatch):
    """Put back what a test replaces."""
    name = trusted_proxies.MIDDLEWARE
    monkeypatch.setattr(uvicorn.config, name, getattr(uvicorn.config, name))


def address_of(proxies, peer, *headers):
    """Return the address that Streamlit has of a visitor's websocket.

    Args:
        proxies: Addresses that are trusted.
        peer: Where the connection comes from.
        *headers: Values of ``X-Forwarded-For``, in their order.
    """
    seen = []

    async def app(scope, receive, send):
        socket = WebSocket(scope, receive, send)
        seen.append(StarletteClientContext(socket).remote_ip)

    # In the order of `streamlit run`: the app's script is imported in between.
    config = uvicorn.Config(app, log_config=None)
    trusted_proxies.trust(proxies)
    config.load()
    scope = {
        "type": "websocket",
        "client": (peer, 50000),
        "scheme": "ws",
        "headers": [(b"x-forwarded-for", each.encode()) for each in headers],
    }
    asyncio.run(config.loaded_app(scope, None, None))
    return seen[0]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.0.2.7"])
def test_visitors_cannot_say_where_they_come_from(peer):
    assert address_of([], peer, FORGED) == peer


def test_a_proxy_that_is_trusted_says_where_its_visitors_come_from():
    proxies = ["127.0.0.1", "10.0.0.0/24"]
    for proxy in ("127.0.0.1", "10.0.0.8"):
        assert address_of(proxies, proxy, "192.0.2.7") == "192.0.2.7"
    # Two in a row.
    assert address_of(proxies, "127.0.0.1", "192.0.2.7, 10.0.0.8") == "192.0.2.7"
    assert address_of(proxies, "192.0.2.66", "192.0.2.7") == "192.0.2.66"


@pytest.mark.parametrize(
    "headers",
    [(f"{FORGED}, 192.0.2.7",), (FORGED, "192.0.2.7"), (f"{FORGED}:80, 192.0.2.7",)],
)
def test_what_a_visitor_has_put_before_it_is_not_believed(headers):
    assert address_of(["127.0.0.1"], "127.0.0.1", *headers) == "192.0.2.7"
