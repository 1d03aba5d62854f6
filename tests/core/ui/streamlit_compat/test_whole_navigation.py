"""A way to another page is not turned back by what the page before still sends."""

import asyncio
import json
import random
from collections import deque

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from core.ui.components import browser_memory
from core.ui.streamlit_compat import whole_navigation
from core.ui.streamlit_compat.whole_navigation import Way
from scripts.bench.connection import connect
from scripts.bench.protocol_visitor import Visitor, visiting
from tests.support.patience import PATIENCE_SECONDS
from tests.support.server import serve

# With Streamlit as it is, each of these visits stays on the page that it leaves.
VISITS = 6
SEVEN = (((70, 60), (200, 60), (120, 220)),)


def press(page):
    """Return the message of a press in the menu."""
    return ClientState(page_script_hash=page, query_string=f"to={page}")


def widgets(page, **fields):
    """Return a message of a page's widgets."""
    message = ClientState(page_script_hash=page, query_string="old=1", **fields)
    message.widget_states.widgets.add(id="lang")
    return message


def run_for(way, message, running):
    """Return the message that runs in place of one of the browser."""
    led = way.lead(message, running)
    assert led is not None
    return led


@pytest.fixture
def way():
    """A session on page A."""
    here = Way()
    here.lead(ClientState(page_name="a"), "")
    assert run_for(here, widgets("A"), "A").page_script_hash == "A"
    return here


def test_widgets_of_the_page_before_run_the_page_that_was_asked_for(way):
    way.lead(press("B"), "A")
    led = run_for(way, widgets("A", fragment_id="f"), "A")
    assert (led.page_script_hash, led.query_string) == ("B", "to=B")
    assert not led.fragment_id
    assert led.widget_states == widgets("A").widget_states


def test_a_timer_of_the_page_before_runs_nothing(way):
    way.lead(press("B"), "A")
    assert way.lead(widgets("A", fragment_id="f", is_auto_rerun=True), "A") is None


def test_the_page_that_the_server_goes_to_is_held_too(way):
    led = run_for(way, widgets("A"), "B")
    assert (led.page_script_hash, led.query_string) == ("B", "old=1")
    assert run_for(way, widgets("B"), "B").page_script_hash == "B"


def test_a_way_back_is_one(way):
    way.lead(press("B"), "A")
    assert run_for(way, press("A"), "A").page_script_hash == "A"
    assert run_for(way, widgets("A"), "A").page_script_hash == "A"
    back = widgets("B", is_history_navigation=True)
    assert run_for(way, back, "A").page_script_hash == "B"


def test_a_browser_that_comes_back_to_a_new_session_keeps_its_page():
    assert run_for(Way(), widgets("A"), "").page_script_hash == "A"


def test_a_page_that_is_found_by_its_name_begins_as_the_first_one():
    # Streamlit 1.67 says so until the first run is over, and the browser knows better.
    way = Way()
    way.lead(ClientState(page_name="b"), "")
    assert run_for(way, widgets("B"), "A").page_script_hash == "B"
    assert run_for(way, widgets("B"), "B").page_script_hash == "B"
    # A way of the server to the first page is one again.
    assert run_for(way, widgets("B"), "A").page_script_hash == "A"


@pytest.mark.parametrize("seed", range(300))
def test_the_last_page_asked_for_is_the_one_that_runs(seed):
    # The browser learns of a page late, the server starts it late, presses of the
    # server's own come between, and widgets and timers send at any time.
    chance = random.Random(seed)
    way, shown, running = Way(), chance.choice("AB"), "A"
    asked = shown
    way.lead(ClientState(page_name=shown.lower()), "")
    for _ in range(chance.randrange(3)):
        assert run_for(way, widgets(shown), running).page_script_hash == shown
    running = shown
    starts: deque[str] = deque()
    news: deque[str] = deque()
    for _ in range(chance.randrange(5, 60)):
        match chance.choice(("press", "widget", "timer", "start", "news", "switch")):
            case "press":
                asked = chance.choice("ABC".replace(asked, ""))
                starts.append(run_for(way, press(asked), running).page_script_hash)
            case "widget":
                starts.append(run_for(way, widgets(shown), running).page_script_hash)
            case "timer":
                timer = way.lead(widgets(shown, is_auto_rerun=True), running)
                if timer is not None:
                    starts.append(timer.page_script_hash)
            case "start" if starts:
                # Streamlit takes up all that came meanwhile, as its newest says.
                running = starts.pop()
                starts.clear()
                news.append(running)
            case "news" if news:
                shown = news.popleft()
            case "switch" if not starts and not news and shown == running:
                # A press of a button on the page, whose run then goes elsewhere.
                way.lead(widgets(shown), running)
                running = asked = chance.choice("ABC".replace(running, ""))
                news.append(running)
    if starts:
        running = starts.pop()
    assert running == asked


def test_it_is_done_twice_without_harm():
    whole_navigation.make_whole()
    whole_navigation.make_whole()


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("ways")) as running:
        yield running


async def open_among_messages(url):
    """Open pages by their addresses; return those of which the first one came."""
    lost = []
    for name in ("evaluate", "draw", "train", "inside"):
        visitor = Visitor(await connect(url), url, name, "")
        await visitor.open_amid("lang")
        # Behind all that the message has caused.
        for language in ("es", "en"):
            await visitor.choose("lang", language)
        if visitor.page.has_widget("home_draw"):
            lost.append(name)
        await visitor.close()
    return lost


async def follow_among_messages(url):
    """Follow a link of the menu with messages of the page before right behind it."""
    for visit in range(VISITS):
        async with visiting(url, "draw") as visitor:
            await visitor.ask(visitor.stroke_frame(SEVEN))
            await visitor.follow_amid("train", 1 + visit % 3)
            await visitor.wait_for(
                lambda page: page.has_widget("train_start"), PATIENCE_SECONDS
            )


@pytest.mark.servers
def test_a_page_that_is_asked_for_comes_among_messages(app):
    asyncio.run(follow_among_messages(app.url))


def memory(visitor):
    """Return what the page has given the browser's memory, and the trigger's id."""
    component = visitor.page.widget(browser_memory.KEY).content
    (given,) = json.loads(component.json)
    # As Streamlit 1.67 calls the widget of a component's triggers.
    return given, f"$$STREAMLIT_INTERNAL_KEY_{component.id}__events"


async def lose_a_report(url):
    """Have the browser report what it has stored while another page comes."""
    async with visiting(url, "draw") as visitor:
        before, trigger = memory(visitor)
        report = BackMsg()
        rerun = report.rerun_script
        rerun.page_script_hash = visitor.page.link("draw").page_script_hash
        stored = [{"event": "stored", "value": "a" * 32}]
        rerun.widget_states.widgets.add(
            id=trigger, json_trigger_value=json.dumps(stored)
        )
        await visitor.follow_amid("train", 0)
        await visitor.send(report)
        await visitor.wait_for(
            lambda page: (
                page.has_widget("train_start") and memory(visitor)[0] != before
            ),
            PATIENCE_SECONDS,
        )
        return before["lostReports"], memory(visitor)[0]["lostReports"]


@pytest.mark.servers
def test_a_report_that_is_lost_with_its_page_is_asked_for_again(app):
    assert asyncio.run(lose_a_report(app.url)) == (0, 1)


@pytest.mark.servers
def test_a_page_that_is_opened_by_its_address_comes_among_messages(app):
    assert asyncio.run(open_among_messages(app.url)) == []
