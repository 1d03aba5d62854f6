"""Files arrive on the disk, within limits; Streamlit has a token for each."""

import asyncio
import errno
import os
from typing import Any

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from streamlit.web.server.starlette import starlette_routes

from core.ui.streamlit_compat import upload_limits
from core.ui.streamlit_compat.upload_limits import FORM_BYTES, UploadLimits
from core.uploads import UNTAKEN_SECONDS, Arrivals
from tests.support.upload_server import (
    CONTENT,
    FILE,
    GONE,
    Browser,
    Server,
    form,
    on_disk,
    part,
)


@pytest.fixture
def server(trazo_home, monkeypatch):
    monkeypatch.setattr(starlette_routes, "is_xsrf_enabled", lambda: False)
    monkeypatch.setattr(upload_limits, "POLL_SECONDS", 0.001)
    return Server()


def test_a_file_is_on_the_disk_and_streamlit_has_its_name_alone(server):
    body = form(part(name='filename="mi \\"red\\" ñ.zip"'))
    assert asyncio.run(server.send("anna", body)) == 204
    (record,) = server.manager.file_storage["anna"].values()
    assert Arrivals.is_token(record.data)
    assert (record.name, record.type) == ("mi _red_ ñ.zip", "application/zip")
    assert server.arrivals.find("berta", record.data) is None
    assert server.take("anna") == [CONTENT]
    assert on_disk() == []


def test_thirty_at_once_are_taken_a_few_at_a_time_and_none_is_in_memory(server):
    in_memory = []

    async def visit(number):
        status = await server.send(f"session{number}")
        in_memory.append(server.in_memory())
        assert server.take(f"session{number}") == [CONTENT]
        return status

    async def everybody():
        return await asyncio.gather(*map(visit, range(30)))

    assert asyncio.run(everybody()) == [204] * 30
    assert 0 < server.most <= 3 * FILE
    assert max(in_memory) < 30 * 100
    assert on_disk() == []


def test_one_session_cannot_fill_it(server):
    assert asyncio.run(server.send("greedy")) == 204
    assert [asyncio.run(server.send("greedy")) for _ in range(3)] == [429] * 3
    server.take("greedy")
    assert asyncio.run(server.send("greedy")) == 204


@pytest.mark.parametrize(
    ("later", "status"),
    [(UNTAKEN_SECONDS + 1, 204), (UNTAKEN_SECONDS - 1, 503)],
)
def test_what_nobody_takes_goes_and_who_waits_for_long_is_refused(
    server, later, status
):
    server = Server(wait_seconds=UNTAKEN_SECONDS - 2)

    async def fill():
        for session in "abc":
            assert await server.send(session) == 204
        waiting = asyncio.create_task(server.send("d"))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        server.clock.now += later
        return await waiting

    assert asyncio.run(fill()) == status
    assert len(on_disk()) == (1 if status == 204 else 3)
    # Others are let in after one was refused.
    server.take("d" if status == 204 else "a")
    assert asyncio.run(server.send("e")) == 204


def test_a_file_that_nobody_takes_goes_by_itself(server, monkeypatch):
    monkeypatch.setattr(upload_limits, "UNTAKEN_SECONDS", -1)

    async def leave():
        assert await server.send("anna") == 204
        assert len(on_disk()) == 1
        server.clock.now += UNTAKEN_SECONDS
        while on_disk():
            await asyncio.sleep(0.001)

    asyncio.run(leave())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        # Beyond the limit by itself, and with what stands around it.
        (form(part(CONTENT + b"x")), 413),
        (form(part(CONTENT + bytes(2 * FORM_BYTES))), 413),
        # Fields would stay in memory.
        (form(part(b"a"), part(b"x", name="")), 400),
        (form(part(b"a"), part(b"b")), 400),
        (form(), 400),
        (b"no form", 400),
    ],
)
@pytest.mark.parametrize("says_its_length", [True, False])
def test_what_is_not_one_file_of_the_right_size_is_refused(
    server, body, status, says_its_length
):
    browser = Browser(body)
    sent = server.send("anna", body) if says_its_length else server.put("anna", browser)
    assert asyncio.run(sent) == status
    assert on_disk() == []
    assert server.manager.file_storage["anna"] == {}
    assert asyncio.run(server.send("anna")) == 204


def test_another_kind_of_body_is_refused(server):
    sent = server.put("anna", Browser(b"x"), kind=b"text/plain")
    assert asyncio.run(sent) == 400
    assert on_disk() == []


def test_who_sends_too_slowly_gives_the_room_back(server):
    server = Server(arrival_seconds=0.01)
    slow = Browser(form(part())[:1000], hangs=True)
    assert asyncio.run(server.put("slow", slow)) == 408
    assert on_disk() == []
    assert asyncio.run(Server().send("slow")) == 204


def test_who_leaves_meanwhile_leaves_nothing(server):
    leaving = Browser(form(part())[:-5000], leaves=True)
    with pytest.raises(ClientDisconnect):
        asyncio.run(server.put("anna", leaving))
    assert on_disk() == []
    assert asyncio.run(server.send("anna")) == 204


def test_nobody_without_a_session_or_a_token_sends_anything(server, monkeypatch):
    stranger = Browser(form(part()))
    assert asyncio.run(server.put(GONE, stranger)) == 400
    monkeypatch.setattr(starlette_routes, "is_xsrf_enabled", lambda: True)
    assert asyncio.run(server.put("anna", stranger)) == 403
    assert not stranger.asked


@pytest.mark.parametrize(("owner", "name"), [(os, "fdopen"), (UploadFile, "write")])
def test_a_full_disk_is_told(server, monkeypatch, owner, name):
    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(owner, name, fail)
    assert asyncio.run(server.send("anna")) == 507
    assert on_disk() == []


def test_other_requests_pass():
    passed = []

    async def app(scope, receive, send):
        passed.append((scope["path"], receive, send))

    async def nothing(*_: object) -> Any:
        """Receive or send nothing."""

    limits = UploadLimits(app, most_bytes=0, file_bytes=0)
    for scope in (
        {"type": "http", "method": "GET", "path": "/_stcore/upload_file/a/b"},
        {"type": "http", "method": "DELETE", "path": "/_stcore/upload_file/a/b"},
        {"type": "http", "method": "PUT", "path": "/elsewhere"},
        {"type": "websocket", "path": "/_stcore/stream"},
    ):
        asyncio.run(limits(scope, nothing, nothing))
    assert len(passed) == 4
    assert all((each[1], each[2]) == (nothing, nothing) for each in passed)
