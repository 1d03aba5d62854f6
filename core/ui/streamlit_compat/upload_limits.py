"""Puts uploads on the disk, with limits for each session and for all together.

Streamlit reads a whole file into memory, as many at a time as there are requests, and
holds it until a page takes it, or for as long as the session lasts where none does.
Thirty files of 64 MB took 1.16 GB. So it gets a token in the place of each file.
"""

import asyncio
import io
import re
import time
from collections.abc import AsyncGenerator, Callable
from typing import IO
from urllib.parse import unquote

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import uploads
from core.errors import DiskFull
from core.uploads import UNTAKEN_SECONDS, Arrivals, Upload

PATH = "/_stcore/upload_file/"
# What stands around a file in a form.
FORM_BYTES = 2**20
# While others arrive. A browser shows that its file is on the way.
WAIT_SECONDS = 120.0
# 64 MB at 1 Mbit/s take 9 minutes; who is slower would keep room from others.
ARRIVAL_SECONDS = 600.0
POLL_SECONDS = 0.1
# Of a network of 240 Mbit/s. Thirty files on one machine came as fast as the processor
# could take them, and a page took ten seconds.
BYTES_PER_SECOND = 30e6
WRITE_BYTES = 2**18
FORM_TYPE = "multipart/form-data"
BOUNDARY = "trazo-upload"
CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
# What would end a name in a form, and what no name needs.
UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')


class _Parser(MultiPartParser):
    """Writes the file of a form where it belongs; Starlette's own is elsewhere.

    Args:
        headers: Of the request.
        chunks: The body.
        target: Gets the file.
    """

    def __init__(
        self, headers: Headers, chunks: AsyncGenerator[bytes, None], target: IO[bytes]
    ) -> None:
        # Other fields would stay in memory.
        super().__init__(headers, chunks, max_files=1, max_fields=0)
        self._target = target

    def on_headers_finished(self) -> None:
        """Note what the next part of the form is."""
        super().on_headers_finished()
        file = self._current_part.file
        if file is not None:
            file.file.close()
            file.file = self._target  # type: ignore[assignment]  # any file will do


class _Pace:
    """Keeps uploads from taking all of the web process's time, and of its disk's."""

    def __init__(self, bytes_per_second: float, clock: Callable[[], float]) -> None:
        self._bytes_per_second, self._clock = bytes_per_second, clock
        self._free_at = clock()

    async def keep(self, size: int) -> None:
        """Wait until some bytes have had their time, behind those of others."""
        now = self._clock()
        self._free_at = max(now, self._free_at) + size / self._bytes_per_second
        await asyncio.sleep(self._free_at - now)


class UploadLimits:
    """Takes as many bytes of files as there is room for on the disk; others wait.

    Args:
        app: Streamlit as an ASGI application.
        most_bytes: How much all files may have that arrive or that no page has taken.
        file_bytes: How much a file may have, and all of one session.
        arrivals: Has the files until pages take them.
        clock: Returns the time in seconds, monotonic.
        wait_seconds: How long a file waits for room before it is refused.
        arrival_seconds: How long a file may take to arrive.
        bytes_per_second: How much of all files may arrive in a second.
    """

    def __init__(
        self,
        app: ASGIApp,
        most_bytes: int,
        file_bytes: int,
        *,
        arrivals: Arrivals = uploads.arrivals,
        clock: Callable[[], float] = time.monotonic,
        wait_seconds: float = WAIT_SECONDS,
        arrival_seconds: float = ARRIVAL_SECONDS,
        bytes_per_second: float = BYTES_PER_SECOND,
    ) -> None:
        self._app = app
        self._most_bytes, self._file_bytes = most_bytes, file_bytes
        self._arrivals = arrivals
        self._clock, self._wait_seconds = clock, wait_seconds
        self._arrival_seconds = arrival_seconds
        self._pace = _Pace(bytes_per_second, clock)
        # Session and bytes of each file that arrives.
        self._arriving: dict[object, tuple[str, int]] = {}
        # First come, first served: who waits for room keeps the others behind.
        self._line = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as Streamlit does; a file goes to the disk instead."""
        session = _session(scope)
        if session is None:
            await self._app(scope, receive, send)
            return
        bodies = self._bodies(session, Request(scope, receive))

        async def replaced() -> Message:
            # Streamlit asks for the body once it has looked at session and token.
            return await anext(bodies, {"type": "http.disconnect"})

        try:
            await self._app(_with_our_form(scope), replaced, send)
        finally:
            await bodies.aclose()

    async def _bodies(
        self, session: str, request: Request
    ) -> AsyncGenerator[Message, None]:
        """Put a file on the disk; yield the body of a form that has its token."""
        try:
            body = await self._received(session, request)
        except MultiPartException as error:
            raise HTTPException(400, error.message) from error
        except TimeoutError as error:
            raise HTTPException(408) from error
        except DiskFull as error:
            raise HTTPException(507) from error
        yield {"type": "http.request", "body": body, "more_body": False}

    async def _received(self, session: str, request: Request) -> bytes:
        size = self._size(request.headers)
        if self._held(session) + size > self._file_bytes + FORM_BYTES:
            raise HTTPException(429, "One file at a time.")
        key = object()
        self._arriving[key] = session, 0
        try:
            if not await self._has_room(size):
                raise HTTPException(503, "Too many files at once.")
            self._arriving[key] = session, size
            upload = Upload()
            try:
                name, kind = await self._stored(request, upload)
            except BaseException:
                upload.remove()
                raise
            token = self._arrivals.add(session, upload)
        finally:
            del self._arriving[key]
        asyncio.get_running_loop().call_later(
            UNTAKEN_SECONDS + 1, self._arrivals.remove_untaken
        )
        return _form(name, kind, token)

    def _size(self, headers: Headers) -> int:
        """Return how many bytes a request says that it has, or may have."""
        length = headers.get("content-length", "")
        most = self._file_bytes + FORM_BYTES
        size = int(length) if length.isdecimal() else most
        if size > most:
            raise HTTPException(413, "File too large")
        return size

    async def _stored(self, request: Request, upload: Upload) -> tuple[str, str]:
        """Write the only file of a form to the disk; return its name and type."""
        if not request.headers.get("content-type", "").startswith(FORM_TYPE):
            raise HTTPException(400, "Expected a form")
        async with asyncio.timeout(self._arrival_seconds):
            with (
                uploads.naming_full_disk(),
                upload.path.open("wb", WRITE_BYTES) as target,
            ):
                chunks = self._limited(request)
                form = await _Parser(request.headers, chunks, target).parse()
                upload.size = target.seek(0, io.SEEK_END)
        files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        if len(files) != 1:
            raise HTTPException(400, f"Expected 1 file, but got {len(files)}")
        if upload.size > self._file_bytes:
            raise HTTPException(413, "File too large")
        return files[0].filename or "", files[0].content_type or ""

    async def _limited(self, request: Request) -> AsyncGenerator[bytes, None]:
        received = 0
        async for chunk in request.stream():
            received += len(chunk)
            if received > self._file_bytes + FORM_BYTES:
                raise HTTPException(413, "File too large")
            await self._pace.keep(len(chunk))
            yield chunk

    async def _has_room(self, size: int) -> bool:
        """Wait for room for a file; return whether there is."""
        end = self._clock() + self._wait_seconds
        async with self._line:
            while True:
                self._arrivals.remove_untaken()
                if self._held() + size <= self._most_bytes:
                    return True
                if self._clock() > end:
                    return False
                await asyncio.sleep(POLL_SECONDS)

    def _held(self, session: str | None = None) -> int:
        """Return how many bytes arrive or wait for a page, of one session or of all."""
        return self._arrivals.count_bytes(session) + sum(
            size for owner, size in self._arriving.values() if session in (None, owner)
        )


def _session(scope: Scope) -> str | None:
    """Return the session of a request that uploads a file; None of any other."""
    if scope["type"] != "http" or scope["method"] != "PUT":
        return None
    _, found, rest = scope["path"].partition(PATH)
    session, _, file = rest.partition("/")
    return unquote(session) if found and file else None


def _with_our_form(scope: Scope) -> Scope:
    """Return a request whose body is the form that `_form` writes."""
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if name not in (b"content-type", b"content-length", b"transfer-encoding")
    ]
    ours = f"{FORM_TYPE}; boundary={BOUNDARY}".encode()
    return {**scope, "headers": [*kept, (b"content-type", ours)]}


def _form(name: str, kind: str, token: bytes) -> bytes:
    """Return a form whose file has the same name and type, and a token as content."""
    name = UNSAFE.sub("_", name)
    if not CONTENT_TYPE.fullmatch(kind):
        kind = "application/octet-stream"
    head = (
        f"--{BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return head.encode() + token + f"\r\n--{BOUNDARY}--\r\n".encode()
