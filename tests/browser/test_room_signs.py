"""A teacher picks the signs that a room learns."""

from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.classroom import open_signs, pick, sign
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE


def test_a_room_opens_with_two_signs_and_not_with_one(open_visitor):
    visitor = open_signs(open_visitor)
    expect(visitor.button("room_open")).to_be_disabled()
    pick(visitor, "a star")
    expect(visitor.part("room_signs").get_by_text("1 sign picked")).to_be_visible()
    expect(visitor.button("room_open")).to_be_disabled()
    pick(visitor, "a smiling face")
    expect(
        visitor.part("room_signs").get_by_text("picked: a star, a smiling face")
    ).to_be_visible()
    expect(visitor.button("room_open")).to_be_enabled()
    visitor.press("room_open")
    expect(visitor.part("room_code")).to_be_visible()


def test_signs_that_look_alike_are_refused_in_words_and_can_be_put_back(open_visitor):
    visitor = open_signs(open_visitor)
    pick(visitor, "the letter X")
    press_steadily(sign(visitor, "a times sign"))
    refusal = visitor.part("room_signs").get_by_role("alert")
    expect(refusal).to_contain_text("a times sign looks like the letter X")
    expect(sign(visitor, "a times sign")).to_have_attribute("aria-pressed", "false")
    press_steadily(sign(visitor, "the letter X"))
    rule = visitor.part("room_signs").get_by_text("Pick 2 to 10 signs")
    expect(rule).to_be_visible()
    expect(refusal).to_have_count(0)
    pick(visitor, "a times sign")


def test_an_eleventh_sign_is_refused(open_visitor):
    visitor = open_signs(open_visitor)
    pick(visitor, *(f"the letter {letter}" for letter in "ACDEFHJKLM"))
    press_steadily(sign(visitor, "the letter N"))
    refusal = visitor.part("room_signs").get_by_role("alert")
    expect(refusal).to_contain_text("10 signs are the most")
    expect(sign(visitor, "the letter N")).to_have_attribute("aria-pressed", "false")


def test_the_signs_fit_a_phone_in_spanish_and_both_themes(open_visitor):
    visitor = open_signs(open_visitor, "/room?lang=es", locale="es-ES", **PHONE)
    pick(visitor, "una estrella", "un aspa")
    assert visitor.page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth"
    )
    assert not in_both_themes(visitor.page)
