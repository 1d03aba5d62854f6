"""Adds a script to the pages that a web server answers with."""

import base64
import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

END_OF_BODY = b"</body>"
# A compressed page cannot be added to; the browser's copy may have another script.
NOT_PASSED_ON = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
NOT_TRUE_ANY_MORE = ("etag", "last-modified", "accept-ranges")


def script_hash(script: str) -> str:
    """Return the hash of a script, as a content security policy spells it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


class WithInlineScript:
    """Adds a script to the end of every page of an ASGI application.

    Args:
        app: The application.
        script: JavaScript. It runs before a page's modules do.
    """

    def __init__(self, app: ASGIApp, script: str) -> None:
        self._app = app
        self._added = f"<script>{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the application does, with the script in pages."""
        if scope["type"] != "http" or not _asks_for_page(scope):
            await self._app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] not in NOT_PASSED_ON]
        start: Message | None = None
        page = b""

        async def send_with_script(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if start is None:
                await send(message)
                return
            page += message.get("body", b"")
            if message.get("more_body", False):
                return
            before, end, after = page.rpartition(END_OF_BODY)
            body = before + self._added + end + after if end else page
            changed = MutableHeaders(scope=start)
            changed["content-length"] = str(len(body))
            for name in NOT_TRUE_ANY_MORE:
                del changed[name]
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self._app({**scope, "headers": headers}, receive, send_with_script)


def _asks_for_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get(
        "accept", ""
    )


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return message["status"] == 200 and headers.get("content-type", "").startswith(
        "text/html"
    )
