"""Headers that tell a browser what a page may load, and which sites may frame it."""

from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What Streamlit 1.67, Plotly and the canvas need, by directive. Everything else is
# refused. tests/browser/test_headers.py opens every page and fails on any violation.
SOURCES = {
    "default-src": "'none'",
    # Streamlit makes a file in memory (blob:) of each component's script; protobuf
    # compiles a few bytes of WebAssembly.
    "script-src": "'self' blob: 'wasm-unsafe-eval'",
    # React, emotion and Plotly write style elements and attributes.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "base-uri": "'none'",
    "form-action": "'none'",
}


def security_headers(
    frame_ancestors: str, script_hashes: Collection[str] = ()
) -> dict[str, str]:
    """Return the headers for every answer of the web server.

    Args:
        frame_ancestors: Sites that may frame a page, as the directive of that name
            spells them: ``'self' https://moodle.example.org``.
        script_hashes: Hashes of the scripts that stand in Streamlit's own page:
            ``sha256-…``.

    Source: W3C, Content Security Policy Level 3.
    """
    scripts = " ".join(f"'{found}'" for found in script_hashes)
    sources = SOURCES | {"script-src": f"{SOURCES['script-src']} {scripts}".strip()}
    policy = [*sources.items(), ("frame-ancestors", frame_ancestors)]
    return {
        "Content-Security-Policy": "; ".join(" ".join(pair) for pair in policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


class WithHeaders:
    """Adds headers to every answer of an ASGI application.

    Args:
        app: The application.
        headers: Names and values; they replace those of the application.
    """

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the application does, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
