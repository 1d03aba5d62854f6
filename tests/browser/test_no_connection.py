"""A page without a connection says so itself, soon and in the visitor's language."""

import pytest
from playwright.sync_api import expect

SAID = {"en-US": "has no connection to Trazo", "es-ES": "no tiene conexión con Trazo"}
SOCKETS = "**/_stcore/stream"


@pytest.fixture
def open_held(windows, hosted):
    """Open pages in which time is the test's, and whose sockets it may close."""
    with windows.opener(hosted) as opener:

        def open_one(path, language, *, blocked):
            page = opener("/_stcore/health", locale=language).page
            sockets, state = [], {"blocked": blocked}

            def route(socket):
                if state["blocked"]:
                    socket.close()
                else:
                    sockets.append((socket, socket.connect_to_server()))

            page.route_web_socket(SOCKETS, route)
            page.clock.install()
            page.goto(hosted.url + path)

            def block():
                state["blocked"] = True
                for socket, server in sockets:
                    server.close()
                    socket.close()

            return page, block, lambda: state.update(blocked=False)

        yield open_one


def line(page):
    """Return the line that the page itself has."""
    return page.locator("#no-connection")


@pytest.mark.parametrize("language", SAID)
def test_a_page_that_never_gets_one_says_so(open_held, language):
    page, _, unblock = open_held("/", language, blocked=True)
    page.clock.run_for(8_000)
    expect(line(page)).to_have_count(0)
    page.clock.run_for(4_000)
    expect(line(page)).to_contain_text(SAID[language])
    expect(line(page)).to_have_attribute("role", "alert")
    expect(line(page)).to_be_in_viewport()
    unblock()
    page.clock.resume()
    expect(page.locator(".st-key-footer")).to_be_visible()
    expect(line(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "language"), [("/?lang=es", "en-US"), ("/data?lang=en", "es-ES")]
)
def test_a_page_that_loses_it_says_so_in_the_language_of_the_page(
    open_held, path, language
):
    page, block, unblock = open_held(path, language, blocked=False)
    page.clock.resume()
    page.locator(".st-key-footer").wait_for()
    chosen = "es-ES" if path.endswith("es") else "en-US"
    expect(page.locator("html")).to_have_attribute("lang", chosen[:2])
    page.clock.run_for(30_000)
    expect(line(page)).to_have_count(0)
    block()
    page.clock.run_for(20_000)
    expect(line(page)).to_contain_text(SAID[chosen])
    unblock()
    page.clock.run_for(60_000)
    page.clock.resume()
    expect(line(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [("/?lang=es", "en-US", "es-ES"), ("/?lang=xx", "fr-FR", "en-US")],
)
def test_the_address_chooses_before_the_browser_does(open_held, path, language, said):
    page, _, _ = open_held(path, language, blocked=True)
    page.clock.run_for(12_000)
    expect(line(page)).to_contain_text(SAID[said])
