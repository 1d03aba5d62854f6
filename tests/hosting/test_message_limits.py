"""A message that is too large closes its own connection, and nobody else's."""

import asyncio
import contextlib

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.bench.protocol_visitor import visiting
from tests.support.patience import PATIENCE_SECONDS
from tests.support.server import serve

pytestmark = pytest.mark.servers

MEGABYTE = 1_000_000
TOO_BIG = 1009


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("limits")) as running:
        yield running


def drawing(size):
    """Return a valid message with a widget's value of a number of bytes."""
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(
        id="drawing", string_value="0" * size
    )
    return message.SerializeToString()


def connected(url):
    """Connect as a browser does."""
    return websockets.connect(
        url.replace("http://", "ws://") + "/_stcore/stream",
        subprotocols=[
            websockets.Subprotocol("streamlit"),
            websockets.Subprotocol("PLACEHOLDER_AUTH_TOKEN"),
        ],
        max_size=None,
        compression=None,
    )


async def closing_code(url, message):
    """Send a message; return the code with which the server closes the connection."""
    async with connected(url) as socket:
        async with asyncio.timeout(PATIENCE_SECONDS):
            with contextlib.suppress(websockets.ConnectionClosed):
                await socket.send(message)
                async for _ in socket:
                    pass
        return socket.close_code


# The first is over the limit of a browser's message, the others over that of any.
@pytest.mark.parametrize("size", [4 * MEGABYTE, 17 * MEGABYTE, 60 * MEGABYTE])
def test_a_message_that_is_too_large_closes_its_connection_only(app, size):
    async def nuisance():
        async with visiting(
            app.url, "draw", "lang=en", patience=PATIENCE_SECONDS
        ) as other:
            before = app.process.memory_info().rss
            assert await closing_code(app.url, drawing(size)) == TOO_BIG
            # It is refused by the length that it announces, not by what it brings.
            if size > 20 * MEGABYTE:
                assert app.process.memory_info().rss - before < 20 * MEGABYTE
            await other.press("draw_clear")

    asyncio.run(nuisance())


def test_a_message_just_below_the_limit_is_served(app):
    async def visit():
        async with connected(app.url) as socket:
            await socket.send(drawing(4 * MEGABYTE - 1000))
            async with asyncio.timeout(PATIENCE_SECONDS):
                async for data in socket:
                    message = ForwardMsg.FromString(data)
                    if message.WhichOneof("type") == "script_finished":
                        return message.script_finished
        return None

    assert asyncio.run(visit()) == ForwardMsg.FINISHED_SUCCESSFULLY
