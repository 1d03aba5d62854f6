"""A lesson's terms open their definitions, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

OPEN = "[popover]:popover-open"


@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_a_term_opens_its_definition_beside_it(open_visitor, device):
    visitor = open_visitor("/data", locale="es-ES", **device)
    term = visitor.part("lesson_3").get_by_role("button", name="píxeles")
    definition = visitor.page.locator(OPEN)
    width = visitor.page.viewport_size["width"]
    for theme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=theme)
        visitor.settle()
        press_steadily(term)
        expect(definition).to_contain_text("28 × 28 = 784".replace(" ×", "\u00a0×"))
        word, box = term.bounding_box(), definition.bounding_box()
        assert word is not None
        assert box is not None
        assert 0 <= box["y"] - (word["y"] + word["height"]) < 20
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        press_steadily(visitor.page.locator("h1"))
        expect(definition).to_have_count(0)


def test_the_keyboard_opens_and_closes_a_definition_in_the_folded_part(open_visitor):
    visitor = open_visitor("/data", locale="en-US")
    lesson = visitor.part("lesson_3")
    press_steadily(lesson.get_by_text("Read on"))
    term = lesson.get_by_role("button", name="one-hot")
    term.focus()
    visitor.page.keyboard.press("Enter")
    definitions = visitor.page.locator(OPEN)
    expect(definitions).to_contain_text("Writing a label as ten numbers")
    # A definition also has terms.
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(definitions).to_have_count(2)
    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Escape")
    expect(definitions).to_have_count(0)
    expect(term).to_be_focused()


def test_no_line_begins_with_the_comma_of_a_term(open_visitor):
    visitor = open_visitor("/evaluate?lang=en", **PHONE)
    lesson = visitor.part("lesson_7")
    expect(lesson.locator("button.term").first).to_be_visible()
    parted, held = lesson.evaluate(
        """lesson => {
            const terms = [...lesson.querySelectorAll('button.term')].filter(
                term => term.checkVisibility()
                    && /^[,.;:)]/.test(term.nextSibling?.textContent ?? ''))
            const below = term => {
                const comma = document.createRange()
                comma.setStart(term.nextSibling, 0)
                comma.setEnd(term.nextSibling, 1)
                return comma.getBoundingClientRect().top
                    >= term.getBoundingClientRect().bottom
            }
            return [terms.filter(below).map(term => term.textContent), terms.length]
        }"""
    )
    assert held
    assert parted == []
