"""The guided lesson in a real browser: eight steps, in two languages, at two widths."""

import pytest
from playwright.sync_api import expect

from core.ui import layout
from tests.support.axe import in_both_themes
from tests.support.guided import Pupil
from tests.support.visitor import PHONE

LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PATHS = {step: page.path for page in layout.PAGES for step in page.steps}
# Where a step is done that begins elsewhere.
DONE_AT = PATHS | {2: "/draw"}
# Each way of pressing walks once, and each language; on a phone the longer one.
WALKS = {
    "spanish-phone": ("es-ES", PHONE, "finger"),
    "spanish-laptop": ("es-ES", LAPTOP, "keyboard"),
    "english-laptop": ("en-US", LAPTOP, "mouse"),
}


def begin(visitor, pupil):
    """Begin the lesson at a press."""
    expect(visitor.part("guide")).to_have_count(0)
    pupil.press(visitor.button("guide_start"))
    visitor.page.wait_for_url("**guide=1**")


def checked(page):
    """Return what axe-core finds on a page, which is light again afterwards."""
    # Streamlit's own colours of a chosen button with the focus have only 4.4 to 1.
    page.evaluate("document.activeElement.blur()")
    found = in_both_themes(page)
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize(("locale", "device", "hand"), WALKS.values(), ids=WALKS)
def test_the_guided_lesson_leads_through_the_articles_eight_steps(
    open_visitor, locale, device, hand
):
    visitor = open_visitor("/?train_epochs=29", locale=locale, **device)
    page, pupil = visitor.page, Pupil(visitor, locale[:2], hand)
    begin(visitor, pupil)
    findings = []
    for step in PATHS:
        pupil.expect_step(step)
        assert page.url.split("?")[0].endswith(PATHS[step])
        pupil.do(step)
        pupil.expect_done()
        assert page.url.split("?")[0].endswith(DONE_AT[step])
        assert visitor.cut_off() == []
        # The pages are the same to a keyboard.
        if hand != "keyboard":
            findings += checked(page)
        pupil.go_on()
    # What was done is said, and the way on is open.
    page.wait_for_url("**/inside?**")
    visitor.settle()
    findings += checked(page)
    assert findings == []
    thanks = {"es": "¡Enhorabuena!", "en": "Well done!"}[locale[:2]]
    expect(pupil.words).to_contain_text(thanks)
    pupil.press(visitor.button("guide_leave"))
    expect(visitor.part("guide")).to_have_count(0)
    visitor.expect_setting("train_epochs", 29)
    assert "guide" not in page.url


def test_a_link_begins_it_and_a_reload_throws_nobody_out(open_visitor):
    visitor = open_visitor("/data?lang=es&guide=1", locale="en-US")
    pupil = Pupil(visitor, "es", "mouse")
    pupil.expect_step(3)
    pupil.do(3)
    pupil.expect_done()
    visitor.page.reload()
    pupil.expect_done()
    pupil.go_on()
    pupil.expect_step(4)
    visitor.page.reload()
    pupil.expect_step(4)
    pupil.do(4)
    pupil.expect_done()


def test_it_can_be_left_halfway_and_begun_again(open_visitor):
    visitor = open_visitor("/network?guide=1&network_blocks=8x5p&hide=presets")
    pupil = Pupil(visitor, "en", "mouse")
    # A teacher hides the ready-made networks: the step asks to read instead.
    pupil.expect_step(4)
    visitor.press("guide_read")
    pupil.expect_done()
    visitor.press("guide_leave")
    expect(visitor.part("guide")).to_have_count(0)
    expect(visitor.part("network_filters_0")).to_contain_text("8")
    expect(visitor.part("network_preset")).to_have_count(0)
    visitor.page.reload()
    expect(visitor.part("network_filters_0")).to_contain_text("8")
    expect(visitor.part("guide")).to_have_count(0)
    visitor.go("Home")
    begin(visitor, pupil)
    pupil.expect_step(1)


def test_nobody_is_locked_in_and_the_end_names_what_is_left(open_visitor):
    visitor = open_visitor("/?guide=1")
    pupil = Pupil(visitor, "en", "mouse")
    for step in PATHS:
        pupil.expect_step(step)
        pupil.go_on()
    visitor.page.wait_for_url("**/inside?**")
    expect(pupil.words).to_contain_text("Still to do: 1. Install, 2. The road ahead")
    pupil.go_on()
    pupil.expect_step(1)


def test_the_python_panel_of_the_first_step_counts_too(open_visitor):
    visitor = open_visitor("/?guide=1")
    pupil = Pupil(visitor, "en", "mouse")
    pupil.expect_step(1)
    visitor.unfold("The Python of this step")
    pupil.expect_done()
    expect(visitor.page.get_by_text("pip install tensorflow").last).to_be_visible()


# How far the strip reaches down, and where the part with the focus ends.
ENDS = """() => {
    const strip = document.querySelector('.st-key-guide').getBoundingClientRect()
    const focused = document.activeElement.getBoundingClientRect()
    return [strip.top, strip.bottom, focused.bottom]
}"""


def test_the_strip_stays_in_sight_and_hides_nothing_that_has_the_focus(open_visitor):
    visitor = open_visitor("/data?guide=1", **PHONE)
    visitor.settle()
    tile = visitor.part("data_digits").get_by_role("button")
    expect(tile).to_have_count(20)
    tile.last.focus()
    for _ in range(19):
        visitor.page.keyboard.press("Shift+Tab")
        top, strip, focused = visitor.page.evaluate(ENDS)
        assert top >= 0
        assert focused > strip
    # Its name is out of sight there, for want of room.
    leave = visitor.button("guide_leave")
    expect(leave).to_have_accessible_name("Leave the guide")
