"""Every page passes: language, width, keyboard and axe-core."""

import contextlib

import pytest
from playwright.sync_api import Error, expect

from core.ui import layout
from tests.support.axe import in_both_themes
from tests.support.patience import wait_for
from tests.support.visitor import PHONE
from tests.support.visitor_language import heading


@pytest.fixture(scope="module", params=layout.EVERY_PAGE, ids=lambda each: each.path)
def page(request):
    """Each page."""
    return request.param


# Spanish texts are longer; the test of the footer checks both languages.
@pytest.fixture(scope="module")
def phone(windows, server, page):
    """A page on an Argentinian's phone, at the first visit."""
    with windows.opener(server) as opener:
        visitor = opener(page.path, locale="es-AR", **PHONE)
        visitor.settle()
        yield visitor


@pytest.fixture(scope="module")
def laptop(windows, server, page):
    """A page on a laptop in an unsupported language, at the first visit."""
    with windows.opener(server) as opener:
        visitor = opener(page.path, locale="de-DE")
        visitor.settle()
        yield visitor


def test_a_deep_link_as_the_first_visit_speaks_the_browsers_language(
    phone, laptop, page
):
    for visitor, lang in ((phone, "es"), (laptop, "en")):
        expect(visitor.page.locator("h1")).to_contain_text(heading(page, lang))
        expect(visitor.page.locator("html")).to_have_attribute("lang", lang)


def test_nothing_is_cut_off_on_a_phone(phone):
    assert phone.cut_off() == []


def test_no_file_names_flash_in_the_menu(laptop):
    expect(laptop.page.get_by_test_id("stSidebarNav")).to_have_count(0)


# The keys of all visible widgets.
WIDGETS = """
() => [...document.querySelectorAll("[class*='st-key-']")]
  .filter(box => box.matches(".stElementContainer") && box.checkVisibility())
  .filter(box => box.querySelector(
    "button:not([disabled]), input:not([disabled]), a[href], [role=slider], table"))
  .map(box => box.className.match(/st-key-([\\w-]+)/)[1])
"""
# Starts to collect the keys of the widgets that get the focus.
NOTE_FOCUSED = """
() => {
  window.focused = new Set()
  document.addEventListener("focusin", () => {
    const box = document.activeElement?.closest(
      ".stElementContainer[class*='st-key-']")
    if (box) window.focused.add(box.className.match(/st-key-([\\w-]+)/)[1])
  })
}
"""
MOST_TABS = 250
TABS_AT_ONCE = 10
# Time after which a person presses again.
FOLD_MILLISECONDS = 2_000


def unfold(visitor):
    """Open all expanders.

    An expander that is redrawn under the mouse does not open; a person presses again.
    """
    folded = visitor.page.locator("details:not([open]) > summary")

    def all_open():
        if folded.count() == 0:
            return True
        with contextlib.suppress(Error):
            part = folded.first.element_handle(timeout=FOLD_MILLISECONDS)
            part.click(timeout=FOLD_MILLISECONDS)
            visitor.page.wait_for_function(
                "part => part.parentElement.open", arg=part, timeout=FOLD_MILLISECONDS
            )
        return False

    wait_for(all_open)
    visitor.settle()


def test_the_keyboard_alone_reaches_all_but_the_canvas_and_axe_finds_nothing(laptop):
    unfold(laptop)
    page = laptop.page
    wanted = {key for key in page.evaluate(WIDGETS) if not key.startswith("canvas-")}
    assert "lang" in wanted
    page.locator("h1").evaluate("title => title.scrollIntoView()")
    page.evaluate(NOTE_FOCUSED)
    reached = set()
    for _ in range(MOST_TABS // TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        reached = set(page.evaluate("[...window.focused]"))
        if wanted <= reached:
            break
    assert wanted <= reached
    page.evaluate("document.activeElement.blur()")
    assert in_both_themes(page) == []
