"""The strokes that a browser tells the server, out of the frames of its socket."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import WebSocket

from core.preprocessing import strokes
from tests.support.patience import wait_for
from tests.support.visitor import Visitor

# A page of the site that has no socket.
SILENT = "/_stcore/health"


class HeardStrokes:
    """Listens to what a visitor's page sends from now on.

    Args:
        visitor: Whose page is about to be opened.
    """

    def __init__(self, visitor: Visitor) -> None:
        self._page = visitor.page
        self._frames: list[str | bytes] = []
        visitor.page.on("websocket", self._listen)

    @classmethod
    def opened(
        cls, open_visitor: Callable[..., Visitor], path: str, **options: object
    ) -> "tuple[Visitor, HeardStrokes]":
        """Open a page and listen to it; return the visitor and what listens.

        Args:
            open_visitor: Opens pages.
            path: Of the page, with its query.
            **options: Of the browser.
        """
        visitor = open_visitor(SILENT, **options)
        heard = cls(visitor)
        visitor.page.goto(visitor.page.url.removesuffix(SILENT) + path)
        return visitor, heard

    def last(self, count: int) -> tuple[Any, ...]:
        """Wait for a drawing of that many strokes; return it as the server reads it."""
        return wait_for(self._last, lambda drawing: len(drawing) == count)

    def _last(self) -> tuple[Any, ...]:
        # Playwright records frames only during a call.
        self._page.title()
        for frame in reversed(self._frames):
            if isinstance(frame, bytes) and b'{"drawing"' in frame:
                text = frame[frame.index(b'{"drawing"') :].decode(errors="replace")
                drawing, _ = json.JSONDecoder().raw_decode(text)
                return strokes.parse(drawing["drawing"]["raw"])
        return ()

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._frames.append(frame))
