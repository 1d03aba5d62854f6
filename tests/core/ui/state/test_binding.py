"""A widget bound to a field: shows it, changes it, and takes nothing forged."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.settings.network import Block, NetworkSpec
from core.ui.state import services
from tests.support.page_fixtures import FakeEngine


def script():
    """A page with one widget of each kind."""
    import streamlit as st  # noqa: PLC0415  the script runs by itself

    from core.settings.network import FILTERS  # noqa: PLC0415
    from core.ui.state.binding import bound, bound_member  # noqa: PLC0415
    from core.ui.state.session import session  # noqa: PLC0415

    st.slider("Brush", 8, 40, step=4, **bound("brush", "digit.brush", range(8, 41, 4)))
    st.segmented_control(
        "Zoom",
        (1, 2, 3),
        required=True,
        **bound(
            "zoom", "data.zoom", (1, 2), then=lambda: st.session_state.update(told=1)
        ),
    )
    st.slider(
        "Noise",
        0,
        100,
        **bound("noise", "inside.broken.strengths.noise", range(0, 101, 5)),
    )
    st.pills(
        "Runs",
        ("a", "b", "c"),
        selection_mode="multi",
        **bound(
            "runs", "train.compared", ("a", "b"), shown=list(session().train.compared)
        ),
    )
    st.slider("Moment", 0, 4, **bound("moment", "train.snapshot", range(4), shown=3))
    for place in range(len(session().work.settings.network.blocks)):
        field = f"work.settings.network.blocks.{place}.filters"
        st.select_slider(
            "Filters", FILTERS, **bound(f"filters_{place}", field, FILTERS)
        )
    st.toggle("Open", **bound_member("open", "widgets.unfolded", "road"))


@pytest.fixture
def page(monkeypatch):
    """That page, opened."""
    monkeypatch.setattr(services, "engine", FakeEngine)
    return AppTest.from_function(script).run()


def visit(page):
    """Return what the session has."""
    return page.session_state["trazo"]


def test_a_widget_shows_its_field_and_changes_it(page):
    assert page.slider(key="brush").value == visit(page).digit.brush == 20
    page = page.slider(key="brush").set_value(32).run()
    assert visit(page).digit.brush == 32
    assert page.slider(key="brush").value == 32


def test_a_field_changed_elsewhere_is_shown(page):
    visit(page).digit.brush = 12
    assert page.run().slider(key="brush").value == 12


def test_a_field_of_a_frozen_part_is_replaced_and_its_neighbours_stay(page):
    before = visit(page).data
    page = page.segmented_control(key="zoom").set_value(2).run()
    assert visit(page).data.zoom == 2
    assert visit(page).data.digit == before.digit
    assert before.zoom == 1
    assert page.session_state["told"] == 1
    page = page.slider(key="noise").set_value(35).run()
    assert visit(page).inside.broken.strengths.noise == 35
    assert visit(page).inside.broken.strengths.rotation == 0


def test_a_field_of_a_mutable_part_is_set_in_place(page):
    part = visit(page).digit
    page.slider(key="brush").set_value(32).run()
    assert visit(page).digit is part
    assert part.brush == 32


def test_what_the_widget_does_not_offer_changes_nothing(page):
    page = page.segmented_control(key="zoom").set_value(3).run()
    assert visit(page).data.zoom == 1
    assert "told" not in page.session_state
    page = page.slider(key="noise").set_value(33).run()
    assert visit(page).inside.broken.strengths.noise == 0
    page = page.pills(key="runs").set_value(["a", "c"]).run()
    assert visit(page).train.compared == ()


def test_a_list_is_kept_as_a_tuple(page):
    page = page.pills(key="runs").set_value(["a", "b"]).run()
    assert visit(page).train.compared == ("a", "b")


def test_another_value_than_that_of_the_field_can_be_shown(page):
    assert page.slider(key="moment").value == 3
    assert visit(page).train.snapshot is None
    page = page.slider(key="moment").set_value(1).run()
    assert visit(page).train.snapshot == 1


def test_a_switch_puts_a_member_into_its_set_and_takes_it_out(page):
    page = page.toggle(key="open").set_value(True).run()
    assert visit(page).widgets.unfolded == {"road"}
    page = page.toggle(key="open").set_value(False).run()
    assert visit(page).widgets.unfolded == frozenset()


def test_a_field_that_the_session_has_not_is_an_error_at_once(monkeypatch):
    def wrong():
        from core.ui.state.binding import bound  # noqa: PLC0415

        try:
            bound("key", "data.colour", ())
        except AttributeError as error:
            assert error.name == "colour"  # noqa: PT017  the script runs by itself
        else:
            raise AssertionError

    monkeypatch.setattr(services, "engine", FakeEngine)
    assert not AppTest.from_function(wrong).run().exception


def with_blocks(page, *filters):
    """Give the network of the visit blocks, and draw them."""
    now = visit(page)
    blocks = tuple(Block(count, 3) for count in filters)
    now.work.settings = replace(now.work.settings, network=NetworkSpec(blocks))
    return page.run()


def test_an_item_of_a_tuple_is_changed_and_the_others_stay(page):
    page = with_blocks(page, 8, 16, 32)
    before = visit(page).work.settings
    page = page.select_slider(key="filters_1").set_value(64).run()
    after = visit(page).work.settings
    assert [block.filters for block in after.network.blocks] == [8, 64, 32]
    assert [block.filters for block in before.network.blocks] == [8, 16, 32]


def test_an_item_that_has_been_removed_meanwhile_stays_away(page):
    page = with_blocks(page, 8, 16)
    page.select_slider(key="filters_1").set_value(64)
    now = visit(page)
    network = NetworkSpec((Block(8, 3),))
    now.work.settings = replace(now.work.settings, network=network)
    page = page.run()
    assert not page.exception
    assert visit(page).work.settings.network == network


def leaving():
    """A page whose widgets have left when the browser sends their values."""
    import streamlit as st  # noqa: PLC0415  the script runs by itself

    from core.settings.run import EPOCHS  # noqa: PLC0415
    from core.ui.components import setting_widgets  # noqa: PLC0415
    from core.ui.state.binding import bound, bound_member  # noqa: PLC0415

    setting_widgets.save(EPOCHS)
    for binding in (
        bound("brush", "digit.brush", range(8, 41, 4)),
        bound_member("open", "widgets.unfolded", "road"),
    ):
        del st.session_state[binding["key"]]
        binding["on_change"](*binding["args"])
    st.text("whole")


def test_a_value_of_a_widget_that_has_left_the_page_changes_nothing(monkeypatch):
    monkeypatch.setattr(services, "engine", FakeEngine)
    page = AppTest.from_function(leaving).run()
    assert not page.exception
    assert [text.value for text in page.text] == ["whole"]
    assert visit(page).digit.brush == 20
    assert visit(page).widgets.unfolded == frozenset()
