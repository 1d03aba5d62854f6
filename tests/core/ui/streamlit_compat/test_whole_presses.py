"""No press is lost to what the browser sends right behind it."""

import asyncio
import contextlib
import sqlite3

import pytest

from core.config import DATABASE_NAME
from core.ui.streamlit_compat import whole_presses
from scripts.bench.protocol_visitor import visiting
from tests.support.patience import PATIENCE_SECONDS
from tests.support.server import serve

pytestmark = pytest.mark.servers

# With Streamlit as it is, about one press in three is lost.
VISITS = 12


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("presses")) as running:
        yield running


async def press_among_messages(url):
    """Press a button that asks for a second press, with messages right behind it."""
    for visit in range(VISITS):
        async with visiting(url, "") as visitor:
            await visitor.unfold("work")
            await visitor.press_amid("work_delete_everything", 1 + visit % 3)
            await visitor.wait_for(
                lambda page: page.has_widget("work_delete_confirm"), PATIENCE_SECONDS
            )


def test_a_press_is_not_lost_to_the_messages_behind_it(app):
    asyncio.run(press_among_messages(app.url))


async def leave_among_messages(url):
    """Press a button that leads to another page, with messages right behind it."""
    for visit in range(VISITS):
        async with visiting(url, "") as visitor:
            await visitor.press_amid("home_draw", 1 + visit % 3)
            await visitor.wait_for(
                lambda page: page.has("draw_canvas"), PATIENCE_SECONDS
            )


def test_a_button_that_leads_to_a_page_does_so_among_messages(app):
    asyncio.run(leave_among_messages(app.url))


async def train_among_messages(url):
    """Press Train with messages right behind it, and wait until the run is shown."""
    query = "train_epochs=1&train_images=500"
    async with visiting(url, "train", query) as visitor:
        await visitor.press_amid("train_start", 3)
        await visitor.wait_for(lambda page: page.has("train_status"), PATIENCE_SECONDS)


def test_a_page_knows_the_one_run_that_a_press_has_started(app):
    asyncio.run(train_among_messages(app.url))
    with contextlib.closing(sqlite3.connect(app.home / DATABASE_NAME)) as database:
        assert database.execute("SELECT count(*) FROM runs").fetchone() == (1,)


async def train_with_two_presses(url):
    """Press Train twice at once; return the alerts of the page that shows the run."""
    query = "train_epochs=1&train_images=500"
    async with visiting(url, "train", query) as visitor:
        for _ in range(2):
            await visitor.press_amid("train_start", 0)
        await visitor.wait_for(lambda page: page.has("train_status"), PATIENCE_SECONDS)
        # Behind both presses, so that the page has answered them.
        await visitor.choose("lang", "ES")
        return visitor.page.alerts()


def test_two_presses_at_once_start_one_run_and_complain_of_nothing(app):
    alerts = asyncio.run(train_with_two_presses(app.url))
    assert not [
        text
        for text in alerts
        if "already have a training run" in text or "Ya tienes" in text
    ]


def test_it_is_done_twice_without_harm():
    whole_presses.make_whole()
    whole_presses.make_whole()
