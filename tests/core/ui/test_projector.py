"""The switch for a class that reads from a wall, on the server."""

import pytest

from core.ui import projector


def switch(page):
    """Return the switch."""
    return next(each for each in page.get("pills") if each.key == projector.KEY)


def is_large(page):
    """Say whether a page carries the style that enlarges it."""
    return any("22.4px" in element.proto.body for element in page.get("html"))


def links(page):
    """Return the addresses that the menu and the foot of a page lead to."""
    return [link.proto.query_string for link in page.get("page_link")]


def test_the_address_makes_a_page_large_and_its_links_carry_it(open_with):
    page = open_with("pages/train.py", projector="1")
    assert is_large(page)
    assert links(page)
    assert all("projector=1" in query for query in links(page))


@pytest.mark.parametrize("query", [{}, {"projector": "0"}, {"projector": "huge"}])
def test_other_addresses_leave_it_as_it_is(open_with, query):
    page = open_with("pages/train.py", **query)
    assert not is_large(page)
    assert not any("projector" in query for query in links(page))


def test_the_switch_turns_it_on_and_off_with_the_address(open_with):
    page = open_with("app.py")
    switch(page).set_value([projector.ON]).run()
    assert is_large(page)
    assert page.query_params["projector"] == projector.ON
    switch(page).set_value([]).run()
    assert not is_large(page)
    assert "projector" not in page.query_params
