"""What a run has drawn reaches its browser, whenever the next message comes."""

import asyncio
import random
import threading
from collections import Counter
from contextlib import contextmanager
from unittest.mock import MagicMock

import pytest
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from core.ui.streamlit_compat import whole_endings
from tests.support.patience import wait_for

PAGE = """\
import streamlit as st


@st.fragment
def answer():
    st.session_state.answers = st.session_state.get("answers", 0) + 1
    st.text(f"answer {st.session_state.answers}")


@st.fragment(run_every=1)
def watch():
    st.session_state.looks = st.session_state.get("looks", 0) + 1
    st.text(f"look {st.session_state.looks}")


answer()
watch()
"""
ENDS = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}


# More looks of the loop at its line than messages ever stand in it one behind another.
LINE = 10


@pytest.fixture(autouse=True)
def whole(monkeypatch):
    """Have Streamlit patched, as the pages do; a session's run asks for its server."""
    monkeypatch.setattr(runtime, "get_instance", MagicMock())
    whole_endings.make_whole()


@pytest.fixture
def script(tmp_path):
    """Return the script of a page with two parts."""
    file = tmp_path / "page.py"
    file.write_text(PAGE)
    return str(file)


def ask(session, part=""):
    """Send what a browser sends to have a part of its page drawn, or all of it.

    Then let the thread that draws end while the loop is busy with something else.
    """
    session.request_rerun(ClientState(fragment_id=part))
    wait_for(drawing, lambda threads: not threads)


def drawing():
    """Return the threads that draw a page."""
    return [each for each in threading.enumerate() if "ScriptRunner" in each.name]


async def messages(session):
    """Return what the browser gets now."""
    for _ in range(LINE):
        await asyncio.sleep(0)
    return session.flush_browser_queue()


def seen(got):
    """Return what a browser shows of some messages, and the ends of runs in them."""
    for message in got:
        match message.WhichOneof("type"):
            case "delta" if message.delta.new_element.HasField("text"):
                yield message.delta.new_element.text.body
            case "auto_rerun":
                yield "timer"
            case "script_finished" if message.script_finished in ENDS:
                yield "end"


def parts_of(got):
    """Return the ids of the parts of a page by what they show."""
    return {
        message.delta.new_element.text.body.split()[0]: message.delta.fragment_id
        for message in got
        if message.delta.new_element.HasField("text")
    }


@contextmanager
def opened(script):
    """Open a session whose messages nobody fetches before the test does."""
    files = MemoryUploadedFileManager("")
    session = AppSession(ScriptData(script, False), files, ScriptCache(), None, {})
    try:
        yield session
    finally:
        session.shutdown()


async def learn_parts(script):
    """Return the ids of a page's parts, which are those of each of its sessions."""
    with opened(script) as session:
        ask(session)
        return parts_of(await messages(session))


async def draw_among(script, rounds):
    """Open a page; then ask for parts of it, each as soon as the last has ended.

    Args:
        script: The page.
        rounds: Names of the parts, by when the browser fetches its messages.

    Returns:
        What the browser got: for the page, and for each round.
    """
    parts = await learn_parts(script)
    with opened(script) as session:
        ask(session)
        got = [list(seen(await messages(session)))]
        for names in rounds:
            for name in names:
                ask(session, parts[name])
            got.append(list(seen(await messages(session))))
    return got


def test_an_answer_is_drawn_though_a_timer_meets_its_end(script):
    _, got = asyncio.run(draw_among(script, [("answer", "look")]))
    assert got == ["answer 2", "end", "look 2", "end"]


def test_nothing_is_lost_of_messages_in_any_order(script):
    chosen = random.Random(0)
    rounds = [
        chosen.choices(("answer", "look"), k=chosen.randint(2, 5)) for _ in range(20)
    ]
    whole, *got = asyncio.run(draw_among(script, rounds))
    assert [each for each in whole if each != "timer"] == ["answer 1", "look 1", "end"]
    drawn = Counter(("answer", "look"))
    for names, news in zip(rounds, got, strict=True):
        expected = []
        for name in names:
            drawn[name] += 1
            expected += [f"{name} {drawn[name]}", "end"]
        assert news == expected


def test_a_page_keeps_its_timers_though_a_message_meets_its_end(script):
    async def open_and_ask():
        parts = await learn_parts(script)
        with opened(script) as session:
            ask(session)
            ask(session, parts["answer"])
            return list(seen(await messages(session)))

    got = asyncio.run(open_and_ask())
    drawn = [each for each in got if each != "timer"]
    assert drawn == ["answer 1", "look 1", "end", "answer 2", "end"]
    assert "timer" in got
