"""The Data page's texts and state; browser tests check its pictures."""

import json

import pytest

from tests.support.data_files import expect

CONTROLS = {
    "data_digit",
    "data_previous",
    "data_next",
    "data_divided",
    "data_zoom",
    "data_label",
}


@pytest.fixture
def page(open_page):
    """The open Data page."""
    return open_page("pages/data.py").run()


def control(page, key):
    """Return the segmented control with a key."""
    return next(one for one in page.get("segmented_control") if one.key == key)


def numbers(page):
    """Return the data from which the browser draws the pixel values."""
    components = page.get("bidi_component")
    return next(
        json.loads(one.proto.json)
        for one in components
        if one.proto.component_name == "trazo_numbers"
    )


def test_every_control_of_the_data_page_has_a_help(page):
    controls = [*page.get("segmented_control"), *page.button]
    helps = {one.key: one.help for one in controls if one.key in CONTROLS}
    assert set(helps) == CONTROLS
    assert all(helps.values())


def test_the_data_page_says_which_data_it_shows(page):
    assert any("small sample of MNIST" in one.value for one in page.caption)


def test_leafing_shows_the_numbers_of_the_first_digit_of_the_page(page):
    before = numbers(page)["pixels"]
    page.button(key="data_next").click().run()
    assert numbers(page)["pixels"] != before
    page.button(key="data_previous").click().run()
    assert numbers(page)["pixels"] == before


def test_leafing_ends_at_the_last_page(page):
    assert page.button(key="data_previous").disabled
    for _ in range(5):
        page.button(key="data_next").click().run()
    assert page.button(key="data_next").disabled
    assert "6 of 6" in [one.value for one in page.caption]


def test_another_class_begins_at_its_first_page(page):
    page.button(key="data_next").click().run()
    control(page, "data_digit").set_value(8).run()
    assert page.button(key="data_previous").disabled
    assert any("this 8 is" in one.value for one in page.header)


def test_the_numbers_are_divided_and_enlarged_as_chosen(page):
    control(page, "data_divided").set_value(True).run()
    control(page, "data_zoom").set_value(3).run()
    shown = numbers(page)
    assert shown["divided"]
    assert shown["factor"] == 3


def test_the_numbers_have_the_decimal_mark_of_the_language(open_page):
    page = open_page("pages/data.py")
    page.query_params["lang"] = "es"
    assert numbers(page.run())["mark"] == ","


def test_what_was_chosen_is_there_when_the_page_is_opened_again(page):
    control(page, "data_digit").set_value(8).run()
    control(page, "data_label").set_value(2).run()
    page.switch_page("pages/network.py").run()
    page.switch_page("pages/data.py").run()
    assert control(page, "data_digit").value == 8
    assert control(page, "data_label").value == 2


def test_a_damaged_copy_is_told_and_the_sample_shown(
    open_page, empty_cache, monkeypatch
):
    content = b"not what it should be"
    expect(monkeypatch, {"mnist.npz": content})
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(content)
    page = open_page("pages/data.py").run()
    assert not page.exception
    assert "damaged" in page.warning[0].value
    assert page.button(key="data_next")
