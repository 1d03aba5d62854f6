"""The content security policy holds: no page needs more than it allows."""

import contextlib
import re

import pytest
from playwright.sync_api import expect

from core.ui.streamlit_compat import page_scripts
from tests.support.patience import wait_for
from tests.support.stillness import press_steadily

PATHS = ["/", "/data", "/network", "/train", "/evaluate", "/draw", "/inside"]
NOTE_VIOLATIONS = """addEventListener("securitypolicyviolation", event => {
    (window.violations ??= []).push(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`)
})"""


@pytest.fixture
def open_noted(chromium, hosted, windows):
    """Open pages whose violations are noted."""
    with windows.opener(hosted) as opener:

        def open_one(path):
            visitor = opener("/_stcore/health")
            visitor.page.add_init_script(NOTE_VIOLATIONS)
            visitor.page.goto(hosted.url + path)
            visitor.part("footer").wait_for()
            visitor.settle()
            return visitor

        yield open_one


def violations(page):
    """Return what the browser has refused to load."""
    return page.evaluate("window.violations ?? []")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_only_what_the_policy_allows(open_noted, path):
    visitor = open_noted(path)
    for summary in visitor.page.locator("summary").all():
        press_steadily(summary)
        visitor.settle()
    assert violations(visitor.page) == []


def test_a_class_uses_nothing_that_the_policy_refuses(open_noted):
    visitor = open_noted("/train?lang=en&train_epochs=1&train_images=500")
    visitor.press("train_start")
    visitor.trained()
    wait_for(lambda: visitor.points("train_loss") > 1)
    visitor.go("Evaluate")
    visitor.part("evaluate_confusion").wait_for()
    visitor.go("Draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    press_steadily(visitor.page.get_by_text("Camera", exact=True))
    visitor.part("draw_camera").locator("video").wait_for()
    visitor.go("Inside")
    visitor.settle()
    visitor.go("Home")
    press_steadily(visitor.page.get_by_text("My work", exact=True))
    with visitor.page.expect_download():
        visitor.press("work_export")
    assert violations(visitor.page) == []


def test_the_browser_refuses_what_a_page_does_not_need(open_noted, hosted):
    page = open_noted("/").page
    elsewhere = hosted.url.replace("127.0.0.1", "localhost")
    page.evaluate(
        """elsewhere => {
            const script = document.createElement("script")
            script.textContent = "window.injected = true"
            const image = new Image()
            image.src = `${elsewhere}/favicon.png`
            const frame = document.createElement("iframe")
            frame.src = elsewhere
            document.body.append(script, image, frame)
            fetch(elsewhere).catch(() => {})
        }""",
        elsewhere,
    )
    refused = {"script-src-elem", "img-src", "frame-src", "connect-src"}
    wait_for(
        lambda: {line.split()[0] for line in violations(page)},
        lambda seen: seen == refused,
    )
    assert not page.evaluate("window.injected ?? false")


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/health", "/media/none"])
def test_every_answer_has_the_headers(chromium, hosted, path):
    with contextlib.closing(chromium.new_context()) as context:
        headers = context.request.get(hosted.url + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    (allowed,) = re.findall("script-src ([^;]*)", policy)
    scripts = allowed.split()
    assert not {"'unsafe-inline'", "'unsafe-eval'", "https:", "*"} & set(scripts)
    assert {f"'{found}'" for found in page_scripts.inline_script_hashes()} <= set(
        scripts
    )
