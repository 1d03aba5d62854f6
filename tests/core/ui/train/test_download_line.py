"""While data comes, its line on the Train page is drawn again, and only then."""

import asyncio
import socket
import threading

import pytest

from scripts.bench.protocol_visitor import visiting
from tests.support.patience import PATIENCE_SECONDS
from tests.support.server import serve

pytestmark = pytest.mark.servers


class Proxy:
    """A proxy that closes each connection, or holds it open until it is let go."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._free = threading.Event()
        self._free.set()
        threading.Thread(target=self._serve, daemon=True).start()

    def hold(self):
        """Hold connections open from now on."""
        self._free.clear()

    def let_go(self):
        """Close those that are held, and all later ones."""
        self._free.set()

    def close(self):
        """Take no more connections."""
        self.let_go()
        self._listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._free.wait(PATIENCE_SECONDS)


@pytest.fixture
def proxy():
    """A proxy that closes each connection."""
    made = Proxy()
    yield made
    made.close()


async def fetch_again(url, proxy):
    """Press Try again; nobody presses anything after that."""
    async with visiting(url, "train") as visitor:
        await visitor.wait_for(
            lambda page: page.has_widget("train_fetch"), PATIENCE_SECONDS
        )
        proxy.hold()
        await visitor.press("train_fetch")
        await visitor.wait_for(
            lambda page: not page.has_widget("train_fetch"), PATIENCE_SECONDS
        )
        proxy.let_go()
        await visitor.wait_for(
            lambda page: page.has_widget("train_fetch"), PATIENCE_SECONDS
        )


def test_a_second_try_is_followed_to_its_end(tmp_path, proxy):
    with serve(tmp_path, HTTPS_PROXY=proxy.url) as app:
        asyncio.run(fetch_again(app.url, proxy))
