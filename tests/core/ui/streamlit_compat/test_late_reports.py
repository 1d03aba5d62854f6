"""What a browser reports before it has the answer to the last press undoes nothing."""

import asyncio
import random

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.ui.streamlit_compat.late_reports import Reports
from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import visiting
from tests.support.server import serve


def message(**values):
    """Return the widgets of a browser's message, by key."""
    states = WidgetStates()
    for key, value in values.items():
        states.widgets.add(id=f"$$ID-0123-{key}", double_value=value)
    return states


def taken(reports, **values):
    """Return the values that are taken of a message, by key."""
    states = reports.take(message(**values))
    return {each.id.split("-")[-1]: each.double_value for each in states.widgets}


@pytest.fixture
def reports():
    """Of a browser that has two widgets."""
    found = Reports()
    found.take(message(epochs=10, batch=128))
    return found


def test_what_a_timer_repeats_is_left_out(reports):
    reports.note_set("epochs")
    for _ in range(3):
        reports.receive(is_timer=True)
        assert taken(reports, epochs=10, batch=64) == {"batch": 64}


@pytest.mark.parametrize("is_timer", [True, False])
def test_what_came_before_the_value_was_set_is_left_out(reports, is_timer):
    reports.receive(is_timer=is_timer)
    reports.note_set("epochs")
    assert taken(reports, epochs=10, batch=128) == {"batch": 128}


def test_another_value_is_what_the_visitor_wants(reports):
    reports.note_set("epochs")
    assert taken(reports, epochs=7) == {"epochs": 7}
    # The browser has had its say: it may go back.
    assert taken(reports, epochs=10) == {"epochs": 10}


def test_who_sees_the_new_value_may_go_back_at_once(reports):
    reports.note_set("epochs")
    # Also before the rest of the page is drawn.
    reports.receive(is_timer=False)
    assert taken(reports, epochs=10) == {"epochs": 10}


@pytest.mark.parametrize("seed", range(20))
def test_a_browser_that_only_repeats_undoes_nothing(seed):
    """The value that was set last stands in the end."""
    choose = random.Random(seed)
    reports, shown, held = Reports(), 0.0, 0.0
    taken(reports, epochs=shown)
    left_out = 0
    for _ in range(200):
        match choose.choice(("press", "arrive", "repeat", "repeat")):
            case "press" if shown == held:
                reports.receive(is_timer=False)
                taken(reports, epochs=shown)
                if choose.random() < 0.5:
                    # A press of something else, before this one has done anything.
                    reports.receive(is_timer=False)
                reports.note_set("epochs")
                held = shown + choose.choice((-1, 1))
            case "arrive":
                shown = held
            case "repeat":
                reports.receive(is_timer=True)
                found = taken(reports, epochs=shown)
                assert found.get("epochs", held) == held
                left_out += not found
    assert left_out > 5


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("late")) as running:
        yield running


async def choose_a_preset(url):
    """Choose a preset, with a late message behind it; return what is chosen then."""
    async with visiting(url, "network") as visitor:
        await visitor.choose_before_timer("network_preset", "Small and fast")
        # Of a visitor whose browser has built nothing: all values come again.
        visitor.page = PageTree()
        await visitor.open()
        return {
            each.id.split("-", 2)[-1]: list(each.string_array_value.data)
            for each in visitor.page.widget_states()
        }


@pytest.mark.servers
def test_what_a_press_has_set_is_not_undone_by_a_late_message(app):
    chosen = asyncio.run(choose_a_preset(app.url))
    fast = apply(Preset.FAST, RunSettings())
    assert chosen["network_preset"] == ["Small and fast"]
    for place, block in enumerate(fast.network.blocks):
        assert chosen[f"network_filters_{place}"] == [str(block.filters)]
        kernel = f"{block.kernel}×{block.kernel}"
        assert chosen[f"network_kernel_{place}"] == [kernel]
    assert chosen["network_learning_rate"] == [str(fast.learning_rate)]
