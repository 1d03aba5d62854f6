"""A browser that uploads files, and the server that takes them, without a port."""

import asyncio
import itertools
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes

from core import uploads
from core.ui.streamlit_compat import upload_limits
from core.ui.streamlit_compat.upload_limits import FORM_BYTES, UploadLimits
from core.uploads import Arrivals
from tests.support.clock import Clock

# Larger than what may stand around a file.
FILE = 3 * FORM_BYTES
CONTENT = b"0123456789abcdef" * (FILE // 16)
GONE = "gone"


def part(content=CONTENT, name='filename="a.zip"', kind="application/zip"):
    """Return a part of a form as browsers write it."""
    return (
        f'--limit\r\nContent-Disposition: form-data; name="file"; {name}\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    ).encode() + content


def form(*parts):
    """Return a form."""
    return b"\r\n".join([*parts, b"--limit--\r\n"])


class Browser:
    """Sends a request.

    Attributes:
        asked: Whether the server has asked for the body.
    """

    def __init__(self, body, *, chunk=2**16, hangs=False, leaves=False):
        chunks = [body[at : at + chunk] for at in range(0, len(body), chunk)]
        self.asked = False
        self._chunks = iter(chunks)
        self._hangs, self._leaves = hangs, leaves

    async def receive(self):
        """Return the next part of the body."""
        self.asked = True
        await asyncio.sleep(0)
        chunk = next(self._chunks, None)
        if chunk is not None:
            return {"type": "http.request", "body": chunk, "more_body": True}
        if self._hangs:
            await asyncio.sleep(3600)
        if self._leaves:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}


class Server:
    """Streamlit's own route for uploads with the limits in front of it.

    Attributes:
        manager: Streamlit's files.
        arrivals: Those on the disk.
        clock: The clock of both.
        most: The most bytes that lay on the disk at a time.
    """

    def __init__(self, **limits):
        self.clock = Clock()
        self.arrivals = Arrivals(self.clock)
        self.manager = MemoryUploadedFileManager(upload_limits.PATH)
        running: Any = SimpleNamespace(is_active_session=lambda name: name != GONE)
        routes = starlette_routes.create_upload_routes(running, self.manager, "base")
        self.most = 0
        self._numbers = itertools.count()
        self._limits = UploadLimits(
            Starlette(routes=routes),
            **{
                "most_bytes": 3 * FILE + FORM_BYTES,
                "file_bytes": FILE,
                "arrivals": self.arrivals,
                "clock": self.clock,
                "bytes_per_second": 1e12,
                **limits,
            },
        )

    async def put(
        self, session, browser, headers=(), kind=b"multipart/form-data; boundary=limit"
    ):
        """Upload a file; return the status of the answer."""
        statuses = []

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            self.most = max(self.most, self.arrivals.count_bytes())

        scope = {
            "type": "http",
            "method": "PUT",
            "path": f"/base{upload_limits.PATH}{session}/{next(self._numbers)}",
            "query_string": b"",
            "headers": [(b"content-type", kind), *headers],
        }
        await self._limits(scope, browser.receive, send)
        (status,) = statuses
        return status

    async def send(self, session, body=None):
        """Upload a whole file, of which the browser says how long it is."""
        body = form(part()) if body is None else body
        length = (b"content-length", str(len(body)).encode())
        return await self.put(session, Browser(body), [length])

    def take(self, session):
        """Take the files of a session as its page does; return their bytes."""
        found = []
        for record in self.manager.file_storage.pop(session, {}).values():
            upload = self.arrivals.take(session, record.data)
            assert upload is not None
            found.append(upload.path.read_bytes())
            upload.remove()
        return found

    def in_memory(self):
        """Return how many bytes Streamlit has."""
        return sum(
            len(record.data)
            for records in self.manager.file_storage.values()
            for record in records.values()
        )


def on_disk():
    """Return what lies in the folder of uploads."""
    folder = uploads.uploads_folder()
    return list(folder.iterdir()) if folder.is_dir() else []
