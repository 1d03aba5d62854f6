"""Files wait for room in the web process; one session cannot fill it."""

import asyncio
import itertools
from typing import Any

import pytest
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from core.ui.streamlit_compat import upload_limits
from core.ui.streamlit_compat.upload_limits import UNTAKEN_SECONDS, UploadLimits
from tests.support.clock import Clock

FILE = 100


async def nothing(*_: object) -> Any:
    """Receive or send nothing."""


class Server:
    """Streamlit with the limits in front of it.

    Attributes:
        manager: Its files.
        most: The most bytes that it has had at a time.
    """

    def __init__(self, **limits):
        self.clock = Clock()
        self.manager = MemoryUploadedFileManager(upload_limits.PATH)
        self.most = self.reading = 0
        self.limits = UploadLimits(
            self._take, most_bytes=3 * FILE, session_bytes=FILE, clock=self.clock
        )
        for name, value in limits.items():
            setattr(self.limits, f"_{name}", value)
        self._numbers = itertools.count()

    async def _take(self, scope, receive, send):
        session, file_id = scope["path"].split("/")[-2:]
        self.reading += FILE
        await asyncio.sleep(0)
        self.reading -= FILE
        record = UploadedFileRec(file_id, "name", "type", b"x" * FILE)
        self.manager.add_file(session, record)
        lying = sum(
            len(record.data)
            for files in self.manager.file_storage.values()
            for record in files.values()
        )
        self.most = max(self.most, self.reading + lying)
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def put(self, session, size=FILE):
        """Upload a file; return the status of the answer."""
        statuses = []

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        length = [] if size is None else [(b"content-length", str(size).encode())]
        scope = {
            "type": "http",
            "method": "PUT",
            "path": f"/base{upload_limits.PATH}{session}/{next(self._numbers)}",
            "headers": length,
        }
        await self.limits(scope, nothing, send)
        (status,) = statuses
        return status

    def take(self, session):
        """Have the page of a session take its files."""
        for file_id in list(self.manager.file_storage[session]):
            self.manager.add_file(session, UploadedFileRec(file_id, "", "", b""))


@pytest.fixture
def server(monkeypatch):
    made = Server()
    running = type("Runtime", (), {"uploaded_file_mgr": made.manager})
    monkeypatch.setattr(runtime, "get_instance", lambda: running)
    monkeypatch.setattr(upload_limits, "POLL_SECONDS", 0.001)
    return made


@pytest.mark.parametrize("size", [FILE, 1, None, 10**12])
def test_thirty_at_once_are_taken_a_few_at_a_time(server, size):
    async def visit(number):
        status = await server.put(f"session{number}", size)
        server.take(f"session{number}")
        return status

    async def everybody():
        return await asyncio.gather(*map(visit, range(30)))

    assert asyncio.run(everybody()) == [204] * 30
    # A browser that says too little of its file is believed up to that.
    assert server.most <= (3 if size != 1 else 30) * FILE


def test_one_session_cannot_fill_it(server):
    assert asyncio.run(server.put("greedy")) == 204
    assert [asyncio.run(server.put("greedy")) for _ in range(5)] == [429] * 5
    server.take("greedy")
    assert asyncio.run(server.put("greedy")) == 204


def test_who_waits_for_long_is_refused_and_what_nobody_takes_goes(server):
    async def fill():
        for session in "abc":
            assert await server.put(session) == 204
        waiting = asyncio.create_task(server.put("d"))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        server.clock.now += UNTAKEN_SECONDS + 1
        return await waiting

    assert asyncio.run(fill()) == 204
    held = [
        len(r.data) for f in server.manager.file_storage.values() for r in f.values()
    ]
    assert sorted(held) == [0, 0, 0, FILE]


def test_a_file_that_finds_no_room_is_refused_in_the_end(server, monkeypatch):
    monkeypatch.setattr(upload_limits, "UNTAKEN_SECONDS", 1e9)

    async def fill():
        for session in "abc":
            assert await server.put(session) == 204
        waiting = asyncio.create_task(server.put("d"))
        await asyncio.sleep(0.01)
        server.clock.now += upload_limits.WAIT_SECONDS + 1
        assert await waiting == 503
        server.take("a")
        return await server.put("d")

    assert asyncio.run(fill()) == 204


def test_other_requests_pass(server):
    passed = []

    async def app(scope, receive, send):
        passed.append(scope["path"])

    limits = UploadLimits(app, most_bytes=0, session_bytes=0)
    for scope in (
        {"type": "http", "method": "GET", "path": "/_stcore/upload_file/a/b"},
        {"type": "http", "method": "PUT", "path": "/elsewhere"},
        {"type": "websocket", "path": "/_stcore/stream"},
    ):
        asyncio.run(limits(scope, nothing, nothing))
    assert len(passed) == 3
