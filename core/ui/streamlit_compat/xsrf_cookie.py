"""Streamlit's cookie against forged requests, for a page in a frame of another site.

Streamlit takes a file only from a page that can read this cookie and send it back. As
Streamlit sets it, a browser gives it to no frame of another site.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAME = "_streamlit_xsrf"
# Partitioned: each site that frames the page has a cookie of its own, which a request
# from any other site does not carry. The protection stays whole.
IN_A_FRAME = ("SameSite=None", "Secure", "Partitioned")
REPLACED = ("samesite", "secure", "partitioned")


class FramedXsrfCookie:
    """Sets Streamlit's cookie so that a frame of another site has it too.

    Over plain HTTP the cookie stays as it is: a browser takes ``Secure`` by HTTPS only.

    Args:
        app: Streamlit as an ASGI application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as Streamlit does, with the cookie changed."""

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                cookies = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", framed(cookie))
            await send(message)

        secure = scope["type"] == "http" and _by_https(scope)
        await self._app(scope, receive, send_changed if secure else send)


def framed(cookie: str) -> str:
    """Return a ``Set-Cookie`` for a frame of another site; others stay as they are."""
    if not cookie.startswith(f"{NAME}="):
        return cookie
    parts = [part.strip() for part in cookie.split(";")]
    left = [part for part in parts if not part.lower().startswith(REPLACED)]
    return "; ".join([*left, *IN_A_FRAME])


def _by_https(scope: Scope) -> bool:
    """Return whether the browser's request came by HTTPS, to a proxy perhaps.

    Anybody can send the header, and changes by it only a cookie of their own.
    """
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    return "https" in (scope["scheme"], forwarded.split(",")[0].strip())
