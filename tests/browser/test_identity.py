"""Whose work a browser shows: no address leads others into it, by accident or not."""

import contextlib
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from core.ui.layout import PAGES
from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily

# A browser that stores nothing, neither cookies nor anything else.
STORES_NOTHING = """
Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });
Object.defineProperty(window, "localStorage", {
  get: () => { throw new DOMException("denied", "SecurityError"); },
});
"""


def unfold(visitor, home, name):
    """Open My work on Home."""
    visitor.go(home)
    visitor.unfold(name)


def drawn(visitor):
    """Draw a seven, so that there is some work; return the id it belongs to."""
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    return visitor.identity()


def test_a_class_that_opens_the_teachers_address_shares_settings_and_nothing_else(
    open_visitor, windows, server
):
    teacher = open_visitor("/draw?lang=en&train_epochs=3")
    work = drawn(teacher)
    ids = {work}
    for place, page in enumerate(PAGES):
        press_steadily(teacher.part("pages").locator("a").nth(place))
        teacher.page.wait_for_url(lambda url, at=page.path: urlsplit(url).path == at)
        teacher.settle()
        links = teacher.page.locator("a").evaluate_all(
            "links => links.map(link => link.href)"
        )
        for address in (teacher.page.url, *links):
            assert "work=" not in address
            assert work not in address
        copied = urlsplit(teacher.page.url)
        # One after the other, in one window: each new one loads all scripts again.
        with windows.opener(server) as open_pupil:
            pupil = open_pupil(f"{copied.path}?{copied.query}")
            pupil.expect_setting("train_epochs", 3)
            ids.add(pupil.identity())
    assert len(ids) == 1 + len(PAGES)
    assert teacher.identity() == work


def test_a_reload_finds_the_work_by_the_cookie_alone(open_visitor):
    visitor = open_visitor("/draw")
    work = drawn(visitor)
    assert "work=" not in visitor.page.url
    # The first step has no link back.
    assert visitor.page.evaluate("history.length") == 2
    visitor.page.reload()
    expect(visitor.answer()).to_have_text("7")
    assert visitor.identity() == work


def test_a_browser_whose_cookies_do_not_arrive_finds_its_work_all_the_same(
    open_visitor,
):
    visitor = open_visitor("/draw")
    work = drawn(visitor)
    # As behind a proxy that drops them: none arrives with the reload.
    visitor.page.context.clear_cookies()
    visitor.page.reload()
    expect(visitor.answer()).to_have_text("7")
    assert visitor.identity() == work


@pytest.fixture
def storing_nothing(open_visitor):
    """A visitor whose browser stores nothing; no other test gets this browser."""
    visitor = open_visitor("/?lang=es")
    # The page writes its cookie when it is drawn: not after they are cleared.
    visitor.identity()
    with contextlib.closing(visitor.page.context) as browser:
        browser.add_init_script(STORES_NOTHING)
        browser.clear_cookies()
        yield visitor


def test_a_browser_that_stores_nothing_has_its_work_in_the_address(storing_nothing):
    visitor = storing_nothing
    visitor.page.goto(visitor.page.url)
    visitor.page.wait_for_url(re.compile("work=[0-9a-f]{32}"))
    visitor.go("Dibujar")
    visitor.page.wait_for_url(re.compile("work=[0-9a-f]{32}"))
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.page.reload()
    expect(visitor.part("work_offer")).to_contain_text("otro trabajo")
    assert in_both_themes(visitor.page) == []
    visitor.open_offered_work()
    expect(visitor.answer()).to_have_text("7")


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 320, "height": 640}}])
def test_a_link_to_other_work_asks_before_it_touches_anything(open_visitor, options):
    mine = open_visitor("/draw?lang=en", **options)
    work = drawn(mine)
    theirs = open_visitor("/draw?lang=en")
    other = drawn(theirs)
    mine.page.goto(mine.page.url.partition("?")[0] + f"?lang=en&work={other}")
    expect(mine.part("work_offer")).to_contain_text("other work")
    # Not on a projector, nor in the history.
    mine.page.wait_for_url(re.compile(r"^((?!work=).)*$"))
    assert mine.identity() == work
    assert in_both_themes(mine.page) == []
    mine.press("work_offer_keep")
    expect(mine.part("work_offer")).to_have_count(0)
    mine.page.reload()
    expect(mine.answer()).to_have_text("7")
    assert mine.identity() == work
    mine.page.goto(mine.page.url.partition("?")[0] + "?lang=en&work=" + "e" * 32)
    expect(mine.part("work_offer")).to_contain_text("No work is found")
    mine.press("work_offer_dismiss")
    expect(mine.part("work_offer")).to_have_count(0)
    assert mine.identity() == work


def test_another_device_is_let_in_once_by_a_code(open_visitor):
    visitor = open_visitor("/draw?lang=es")
    work = drawn(visitor)
    unfold(visitor, "Inicio", "Mi trabajo")
    visitor.press("work_device")
    code = visitor.part("work_code").locator("code").first.inner_text()
    link = visitor.part("work_code_link").locator("code").inner_text()
    assert in_both_themes(visitor.page) == []
    phone = open_visitor("/" + link.rpartition("/")[2] + "&lang=es")
    phone.open_offered_work()
    phone.page.wait_for_function(f"() => document.cookie.includes('{work}')")
    phone.page.wait_for_url(re.compile(r"^((?!code=).)*$"))
    phone.go("Dibujar")
    expect(phone.answer()).to_have_text("7")
    third = open_visitor("/?lang=es")
    unfold(third, "Inicio", "Mi trabajo")
    field = third.part("work_code_given").get_by_role("textbox")
    field.fill(code)
    field.press("Enter")
    expect(third.part("work_offer")).to_contain_text("una sola vez")
    assert third.identity() != work


def test_somebody_else_begins_with_nothing_in_the_same_browser(open_visitor):
    visitor = open_visitor("/draw?lang=en")
    work = drawn(visitor)
    unfold(visitor, "Home", "My work")
    visitor.press("work_switch_ask")
    visitor.press("work_switch_confirm")
    visitor.page.wait_for_function(f"() => !document.cookie.includes('{work}')")
    visitor.go("Draw")
    expect(visitor.answer()).to_have_text("Draw something.")
    visitor.page.reload()
    expect(visitor.answer()).to_have_text("Draw something.")
    assert visitor.identity() != work
