"""The app under a path of its own: its addresses, its links and its cookies."""

import pytest
from playwright.sync_api import expect

from core.ui.state.visitor_cookie import COOKIE, STEPS_COOKIE
from tests.support.server import serve
from tests.support.stillness import press_steadily


@pytest.fixture(scope="module")
def under_path(tmp_path_factory):
    """The app at /trazo."""
    folder = tmp_path_factory.mktemp("path")
    with serve(folder, STREAMLIT_SERVER_BASE_URL_PATH="trazo") as running:
        assert running.url.endswith("/trazo")
        yield running


@pytest.fixture
def open_under_path(windows, under_path):
    """Open pages below /trazo."""
    with windows.opener(under_path) as opener:
        yield opener


def shared_link(visitor):
    """Return the link of the panel that shares the settings."""
    visitor.part("footer").wait_for()
    press_steadily(visitor.page.get_by_text("Share these settings", exact=True))
    return visitor.part("share_link").locator("code").inner_text()


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_address_of_my_work_keeps_the_path(open_under_path, under_path, slash):
    visitor = open_under_path(f"{slash}?lang=en")
    press_steadily(visitor.page.get_by_text("My work", exact=True))
    work = visitor.identity()
    visitor.press("work_device")
    address = visitor.part("work_code_link").locator("code").inner_text()
    assert address.startswith(f"{under_path.url}/?code=")
    other = open_under_path("?" + address.rpartition("?")[2])
    other.open_offered_work()
    other.page.wait_for_function(f"() => document.cookie.includes('{work}')")
    cookies = {c["name"]: c for c in visitor.page.context.cookies()}
    assert cookies[COOKIE]["value"] == work
    assert cookies[COOKIE]["path"] == cookies[STEPS_COOKIE]["path"] == "/trazo"


@pytest.mark.parametrize(("path", "slash"), [("/network", ""), ("/train", "/")])
def test_a_shared_link_keeps_the_path(open_under_path, under_path, path, slash):
    visitor = open_under_path(f"{path}{slash}?lang=en")
    assert shared_link(visitor).startswith(f"{under_path.url}{path}?")


def test_work_is_found_again_without_the_address(open_under_path, under_path):
    visitor = open_under_path("/draw?lang=en")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.identity()
    visitor.settle()
    # An app at the root of the same host has a cookie of the same name.
    visitor.page.context.add_cookies(
        [{"name": COOKIE, "value": "f" * 32, "url": under_path.url[: -len("/trazo")]}]
    )
    visitor.page.goto(f"{under_path.url}/draw?lang=en")
    expect(visitor.answer()).to_have_text("7")
