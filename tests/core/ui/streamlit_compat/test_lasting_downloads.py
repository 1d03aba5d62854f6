"""A file that was asked for is there when the browser comes for it."""

import asyncio
import urllib.error
import urllib.request

import pytest

from core.ui.streamlit_compat.lasting_downloads import KEPT_SECONDS, Lingering
from scripts.bench.protocol_visitor import visiting
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS
from tests.support.server import serve


def test_a_file_stays_for_a_while_and_then_goes():
    clock = Clock()
    files = Lingering(100, clock)
    assert files.due({"a": 60}) == set()
    clock.sleep(KEPT_SECONDS - 1)
    assert files.due({"a": 60, "b": 30}) == set()
    clock.sleep(1)
    assert files.due({"a": 60, "b": 30}) == {"a"}
    # One that was made again stays as long as a new one.
    files.renew("b")
    clock.sleep(KEPT_SECONDS - 1)
    assert files.due({"b": 30}) == set()


def test_where_there_is_too_much_the_oldest_goes():
    clock = Clock()
    files = Lingering(100, clock)
    for name in "abc":
        assert files.due(dict.fromkeys("abc"[: "abc".index(name) + 1], 30)) == set()
        clock.sleep(1)
    assert files.due({"a": 30, "b": 30, "c": 30, "d": 60}) == {"a", "b"}
    assert files.due({"e": 101}) == {"e"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("downloads")) as running:
        yield running


def fetched(url):
    """Return what a server has at a URL, or how it refuses."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.code


async def download_among_others(url):
    """Ask for a file, let another visitor's page be drawn some times, and fetch it."""
    async with visiting(url, "network") as visitor, visiting(url, "draw") as other:
        address = await visitor.file_behind(visitor.page.widget("network_script"))
        for language in ("ES", "EN", "ES"):
            await other.choose("lang", language)
        return await asyncio.to_thread(fetched, address)


@pytest.mark.servers
def test_a_file_waits_for_the_browser_while_others_have_their_pages_drawn(app):
    assert b"import keras" in asyncio.run(download_among_others(app.url))


async def press_an_earlier_button(url):
    """Ask for the file of a button that has been drawn again since."""
    async with visiting(url, "network") as visitor:
        button = visitor.page.widget("network_script")
        for language in ("ES", "EN"):
            await visitor.choose("lang", language)
        address = await visitor.file_behind(button)
        return await asyncio.to_thread(fetched, address)


@pytest.mark.servers
def test_a_press_that_a_new_page_overtakes_brings_its_file(app):
    assert b"import keras" in asyncio.run(press_an_earlier_button(app.url))
