"""nginx closes what is nobody's business, and limits what one address may do."""

import collections
import http.client
import socket
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.nginx import in_front_of
from tests.support.patience import PATIENCE_SECONDS
from tests.support.server import serve

pytestmark = pytest.mark.servers

REFUSED = 429


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app as hosts run it."""
    folder = tmp_path_factory.mktemp("app")
    with serve(folder, script="scripts/hosting/serve.py") as running:
        yield running


@pytest.fixture(scope="module")
def door(app, tmp_path_factory):
    """An nginx in front of it."""
    with in_front_of(app, tmp_path_factory.mktemp("door")) as opened:
        yield opened


def status(url):
    """Return the status of an answer, and its headers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/"])
def test_the_metrics_are_closed(door, path):
    assert status(door.url + path)[0] == 404
    assert status(door.url + "/_stcore/health")[0] == 200


class Echo(BaseHTTPRequestHandler):
    """Answers with where the request says that it comes from."""

    def do_GET(self):
        """Answer."""
        self.send_response(200)
        self.end_headers()
        told = self.headers.get_all("X-Forwarded-For") or []
        self.wfile.write(repr(told).encode())

    def log_message(self, *_):
        """Say nothing."""


def test_a_browser_cannot_say_where_it_comes_from(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        app: Any = SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}")
        with in_front_of(app, tmp_path) as narrow:
            asked = urllib.request.Request(
                narrow.url, headers={"X-Forwarded-For": "203.0.113.9"}
            )
            with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
                assert answer.read() == b"['127.0.0.1']"
        server.shutdown()


def test_the_headers_come_through_once(door):
    _, headers = status(door.url)
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
    ):
        assert len(headers.get_all(name)) == 1


def statuses(url, requests):
    """Return how many answers of each status there are to requests at once."""
    with ThreadPoolExecutor(8) as threads:
        codes = threads.map(lambda _: status(url)[0], range(requests))
        return collections.Counter(codes)


def test_a_class_gets_its_pages_and_a_flood_is_refused(app, door, tmp_path):
    assert statuses(f"{door.url}/favicon.png", 300) == {200: 300}
    # The same limit with smaller numbers: a flood of thousands would test this machine.
    smaller = {"rate=200r/s": "rate=1r/m", "burst=4000": "burst=20"}
    with in_front_of(app, tmp_path, smaller) as narrow:
        seen = statuses(f"{narrow.url}/favicon.png", 60)
    assert seen[200] >= 21
    assert seen[REFUSED] == 60 - seen[200] >= 30


def test_one_address_has_a_limited_number_of_connections(door):
    place = urlsplit(door.url)
    held = []
    try:
        for _ in range(405):
            connection = http.client.HTTPConnection(place.hostname, place.port)
            connection.putrequest("PUT", "/_stcore/upload_file/a/b")
            connection.putheader("Content-Length", "1000")
            connection.endheaders(b"0")
            held.append(connection)
        held[-1].sock.settimeout(PATIENCE_SECONDS)
        assert held[-1].getresponse().status == REFUSED
    finally:
        for connection in held:
            connection.sock.shutdown(socket.SHUT_RDWR)
            connection.close()
    assert status(door.url)[0] == 200
