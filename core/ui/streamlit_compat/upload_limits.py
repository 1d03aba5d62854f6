"""Limits what uploads take of the web process's memory, all visitors together.

Streamlit reads a whole file into memory, as many at a time as there are requests, and
holds it until a page takes it, or for as long as the session lasts where none does.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

PATH = "/_stcore/upload_file/"
# A page takes a file as soon as it has arrived; one that it did not ask for stays.
UNTAKEN_SECONDS = 20.0
# While others are taken. A browser shows that its file is on the way.
WAIT_SECONDS = 120.0
POLL_SECONDS = 0.1


class UploadLimits:
    """Lets in as many bytes of files at a time as there is room for; others wait.

    Args:
        app: Streamlit as an ASGI application.
        most_bytes: How much all files may have that arrive or lie in memory.
        session_bytes: How much those of one session may have.
        clock: Returns the time in seconds, monotonic.
        wait_seconds: How long a file waits for room before it is refused.
    """

    def __init__(
        self,
        app: ASGIApp,
        most_bytes: int,
        session_bytes: int,
        clock: Callable[[], float] = time.monotonic,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._app = app
        self._most_bytes, self._session_bytes = most_bytes, session_bytes
        self._clock, self._wait_seconds = clock, wait_seconds
        # Bytes of the files that arrive, by session and file.
        self._arriving: dict[tuple[str, str], int] = {}
        self._arrived_at: dict[tuple[str, str], float] = {}
        # First come, first served: who waits for room keeps the others behind.
        self._line = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as Streamlit does, a file once there is room for it."""
        file = _file(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        # Streamlit refuses what is larger.
        size = min(int(length), self._session_bytes) if length.isdecimal() else 0
        size = size or self._session_bytes
        if self._held(file[0]) + size > self._session_bytes:
            await _refuse(429, scope, receive, send)
            return
        self._arriving[file] = 0
        try:
            if not await self._has_room(size):
                await _refuse(503, scope, receive, send)
                return
            self._arriving[file] = size
            await self._app(scope, receive, send)
            self._arrived_at[file] = self._clock()
        finally:
            del self._arriving[file]

    async def _has_room(self, size: int) -> bool:
        """Wait for room for a file; return whether there is."""
        end = self._clock() + self._wait_seconds
        async with self._line:
            while not self._fits(size):
                if self._clock() > end:
                    return False
                await asyncio.sleep(POLL_SECONDS)
            return True

    def _fits(self, size: int) -> bool:
        """Return whether there is room, once untaken files are dropped if need be."""
        if self._held() + size > self._most_bytes:
            self._drop_untaken()
        return self._held() + size <= self._most_bytes

    def _held(self, session: str | None = None) -> int:
        """Return how many bytes arrive or lie in memory, of one session or of all."""
        arriving = sum(
            size
            for (owner, _), size in self._arriving.items()
            if session in (None, owner)
        )
        lying = sum(
            len(record.data) for owner, record in _records() if session in (None, owner)
        )
        return arriving + lying

    def _drop_untaken(self) -> None:
        """Empty the files that no page has taken for a while."""
        before = self._clock() - UNTAKEN_SECONDS
        for session, record in list(_records()):
            at = self._arrived_at.setdefault((session, record.file_id), self._clock())
            if record.data and at < before:
                empty = UploadedFileRec(record.file_id, record.name, record.type, b"")
                _manager().add_file(session, empty)
        lying = {(session, record.file_id) for session, record in _records()}
        self._arrived_at = {
            file: at for file, at in self._arrived_at.items() if file in lying
        }


def _file(scope: Scope) -> tuple[str, str] | None:
    """Return session and file of a request that uploads one; None of any other."""
    if scope["type"] != "http" or scope["method"] != "PUT":
        return None
    _, found, rest = scope["path"].partition(PATH)
    session, _, file = rest.partition("/")
    return (unquote(session), unquote(file)) if found and file else None


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    refusal = PlainTextResponse("Too many files at once.", status)
    await refusal(scope, receive, send)


def _manager() -> MemoryUploadedFileManager:
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def _records() -> Iterator[tuple[str, UploadedFileRec]]:
    """Yield each file that lies in memory, with its session."""
    for session, files in list(_manager().file_storage.items()):
        for record in list(files.values()):
            yield session, record
