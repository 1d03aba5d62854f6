"""A page sets a value again for a browser that has not built the widget yet."""

import asyncio

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from core.ui.layout import EVERY_PAGE
from core.ui.streamlit_compat import known_widgets
from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import visiting
from tests.support.server import serve

SLIDER = "double_array_value"


def test_the_message_says_which_widgets_the_browser_knows():
    states = WidgetStates()
    states.widgets.add(id="$$ID-0123-train_epochs")
    known_widgets.take(states)
    assert known_widgets.knows("train_epochs")
    assert not known_widgets.knows("epochs")
    known_widgets.take(None)
    assert not known_widgets.knows("train_epochs")


async def open_twice(url, name):
    """Open a page, and again as a browser that has built nothing of it yet.

    Returns:
        The values that the page set in the first run, and those in the second.
    """
    async with visiting(url, name) as visitor:
        first = values_set(visitor.page)
        visitor.page = PageTree()
        await visitor.open()
        return first, values_set(visitor.page)


def values_set(page):
    """Return the widgets that a browser gets with a value, and these values."""
    return {state.id.split("-", 2)[-1]: state for state in page.widget_states()}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("known")) as running:
        yield running


@pytest.mark.servers
def test_a_value_is_set_until_the_browser_has_its_widget(app):
    """As where the first run gave way before the browser had built the page."""
    found: dict[str, WidgetState] = {}
    for page in EVERY_PAGE:
        name = page.path.strip("/")
        first, second = asyncio.run(open_twice(app.url, name))
        # What the first run had to look up may add widgets to the second.
        assert {key: second.get(key) for key in first} == first, page.path
        found |= first
    sliders = [each for each in found.values() if each.WhichOneof("value") == SLIDER]
    assert len(sliders) > 5
    assert len(found) > 20
