"""A visitor's network address: grouped, looked at only if needed, and not forged."""

import asyncio
import os

import pytest
import uvicorn
from starlette.websockets import WebSocket
from streamlit.web.server.starlette.starlette_websocket import StarletteClientContext

from core.config import Config
from core.ui.state import services, visitor_address

FORGED = "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        # A server that listens on both kinds of addresses.
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
    ],
)
def test_all_addresses_of_one_visitor_are_one(address, counted):
    assert visitor_address.grouped(address) == counted


def test_without_a_limit_nobody_looks(monkeypatch):
    monkeypatch.setattr(services, "config", Config)
    assert visitor_address.current() == ""


def test_a_visitor_of_this_machine_is_counted_too(monkeypatch):
    monkeypatch.setattr(services, "config", lambda: Config(address_limit=1))
    assert visitor_address.current() == visitor_address.THIS_MACHINE


def address_of(peer, *headers):
    """Return the address that Streamlit has of a visitor's websocket.

    Args:
        peer: Where the connection comes from.
        *headers: Values of ``X-Forwarded-For``, in their order.
    """
    seen = []

    async def app(scope, receive, send):
        socket = WebSocket(scope, receive, send)
        seen.append(StarletteClientContext(socket).remote_ip)

    config = uvicorn.Config(app, log_config=None)
    config.load()
    scope = {
        "type": "websocket",
        "client": (peer, 50000),
        "scheme": "ws",
        "headers": [(b"x-forwarded-for", each.encode()) for each in headers],
    }
    asyncio.run(config.loaded_app(scope, None, None))
    return seen[0]


@pytest.fixture
def serve(monkeypatch):
    """Import the server's script with a value of TRAZO_PROXIES."""

    def imported(proxies):
        # Put back after the test.
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", "before")
        monkeypatch.setenv("TRAZO_PROXIES", proxies)
        from scripts.hosting import serve  # noqa: PLC0415  it reads the environment

        serve.trust_proxies(Config.from_environment())
        return os.environ["FORWARDED_ALLOW_IPS"]

    return imported


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.0.2.7"])
def test_visitors_cannot_say_where_they_come_from(serve, peer):
    serve("")
    assert address_of(peer, FORGED) == peer


def test_a_proxy_that_is_trusted_says_where_its_visitors_come_from(serve):
    serve("127.0.0.1 10.0.0.0/24")
    for proxy in ("127.0.0.1", "10.0.0.8"):
        assert address_of(proxy, "192.0.2.7") == "192.0.2.7"
    # Two in a row.
    assert address_of("127.0.0.1", "192.0.2.7, 10.0.0.8") == "192.0.2.7"
    assert address_of("192.0.2.66", "192.0.2.7") == "192.0.2.66"


@pytest.mark.parametrize(
    "headers",
    [(f"{FORGED}, 192.0.2.7",), (FORGED, "192.0.2.7"), (f"{FORGED}:80, 192.0.2.7",)],
)
def test_what_a_visitor_has_put_before_it_is_not_believed(serve, headers):
    serve("127.0.0.1")
    assert address_of("127.0.0.1", *headers) == "192.0.2.7"
