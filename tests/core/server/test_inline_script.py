"""A script stands in every page that a server answers with, and nowhere else."""

import asyncio
import base64
import gzip
import hashlib
import re
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from core.server.inline_script import WithInlineScript, script_hash

SCRIPT = "window.added = 'á';"
PAGE = "<!doctype html><body><p>Trazo</p></body></html>" + " " * 2000
WANTED = PAGE.replace("</body>", f"<script>{SCRIPT}</script></body>").encode()
BARE = "<p>Trazo</p>"
PAGES = "text/html,*/*;q=0.8"


@dataclass
class Answer:
    """What a browser receives.

    Attributes:
        status: Of HTTP.
        headers: By name.
        content: As it was sent, compressed or not.
    """

    status: int
    headers: Headers
    content: bytes


@dataclass
class Client:
    """A browser that asks an ASGI application, and takes compressed answers."""

    app: Starlette

    def get(self, path, **headers):
        """Return the answer; fail if its length is not what it says."""
        sent = {"accept_encoding": "gzip", **headers}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "root_path": "",
            "query_string": b"",
            "headers": [
                (name.replace("_", "-").encode(), value.encode())
                for name, value in sent.items()
            ],
        }
        messages = []

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            messages.append(message)

        asyncio.run(self.app(scope, receive, send))
        start, *pieces = messages
        received = Headers(raw=start["headers"])
        content = b"".join(piece.get("body", b"") for piece in pieces)
        assert int(received.get("content-length", len(content))) == len(content)
        return Answer(start["status"], received, content)


@pytest.fixture
def client(tmp_path):
    """A server of pages: at once, in pieces, from a file; and of other things."""
    (tmp_path / "index.html").write_text(PAGE)
    pieces = [PAGE[:30].encode(), PAGE[30:].encode()]
    app = Starlette(
        routes=[
            Route("/whole", lambda _: HTMLResponse(PAGE)),
            Route(
                "/pieces",
                lambda _: StreamingResponse(iter(pieces), media_type="text/html"),
            ),
            Route("/text", lambda _: PlainTextResponse(PAGE)),
            Route("/gone", lambda _: HTMLResponse(PAGE, 404)),
            Route("/bare", lambda _: HTMLResponse(BARE)),
            Mount("/", StaticFiles(directory=tmp_path, html=True)),
        ],
        middleware=[
            Middleware(WithInlineScript, SCRIPT),
            Middleware(GZipMiddleware, minimum_size=10),
        ],
    )
    return Client(app)


@pytest.mark.parametrize("path", ["/whole", "/pieces", "/"])
def test_a_page_has_the_script_and_its_true_length(client, path):
    answer = client.get(path, accept=PAGES)
    assert answer.content == WANTED
    assert int(answer.headers["content-length"]) == len(WANTED)
    assert "etag" not in answer.headers
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [("/text", 200, PAGE), ("/gone", 404, PAGE), ("/bare", 200, BARE)],
)
def test_anything_else_stays(client, path, status, text):
    answer = client.get(path, accept=PAGES)
    assert (answer.status, answer.content) == (status, text.encode())


def test_what_is_not_asked_for_as_a_page_stays(client):
    answer = client.get("/", accept="*/*")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.content) == PAGE.encode()


def test_a_browser_never_hears_that_its_copy_is_still_good(client):
    tag = client.get("/", accept="*/*", accept_encoding="identity").headers["etag"]
    answer = client.get("/", accept=PAGES, if_none_match=tag)
    assert (answer.status, answer.content) == (200, WANTED)


def test_the_hash_is_that_of_the_text_between_the_tags(client):
    page = client.get("/", accept=PAGES).content
    (script,) = re.findall(b"<script>(.*)</script>", page)
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    assert script_hash(SCRIPT) == f"sha256-{digest}"
