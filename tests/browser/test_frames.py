"""A page in the frame of a course page, on another site, by HTTPS."""

import pytest
from playwright.sync_api import expect

from core.ui.state.visitor_cookie import COOKIE
from tests.support.nginx import in_front_of
from tests.support.patience import PATIENCE_MILLISECONDS, wait_for
from tests.support.server import serve
from tests.support.stillness import press_steadily

# A page of nginx's own, which stands for a course page: on `localhost` it is on another
# site than the app on 127.0.0.1.
LOCATION = "        location / {\n"
COURSE = """\
        location = /course {
            default_type text/html;
            return 200 "<iframe src='https://127.0.0.1:TLS_PORT/draw?lang=en'
                width=800 height=900></iframe>";
        }
"""


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """The app by HTTPS, which `localhost` may frame by HTTPS only."""
    folder = tmp_path_factory.mktemp("framed")
    sites = "'self' https://localhost:*"
    with (
        serve(
            folder, script="scripts/hosting/serve.py", TRAZO_FRAME_ANCESTORS=sites
        ) as app,
        in_front_of(app, folder, {LOCATION: COURSE + LOCATION}) as opened,
    ):
        yield opened


@pytest.fixture
def page(chromium):
    """A page of a new browser that takes the throw-away certificate."""
    context = chromium.new_context(ignore_https_errors=True, locale="en-US")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context.new_page()
    context.close()


@pytest.fixture
def course(page, door):
    """A course page that frames the app."""
    page.goto(door.https.replace("127.0.0.1", "localhost") + "/course")
    return page


def visitor_of(page):
    """Return whose work the frame shows, once its cookie is set."""
    frame = page.frames[1]
    frame.locator(".st-key-footer").wait_for()

    def stored():
        cookies = page.context.cookies()
        return [cookie["value"] for cookie in cookies if cookie["name"] == COOKIE]

    (visitor,) = wait_for(stored)
    assert "work=" not in frame.url
    return visitor


def upload(frame, picture):
    """Upload a picture on the Draw page in a frame."""
    frame.locator(".st-key-footer").wait_for()
    press_steadily(frame.get_by_role("radio", name="Upload"))
    uploader = frame.locator(".st-key-draw_upload").get_by_test_id("stFileUploader")
    uploader.wait_for()
    uploader.locator("input[type=file]").set_input_files(
        {"name": "7.jpg", "mimeType": "image/jpeg", "buffer": picture.read_bytes()}
    )
    uploader.get_by_text("7.jpg").wait_for()


def test_the_work_is_found_again_in_a_frame(course):
    first = visitor_of(course)
    course.reload()
    assert visitor_of(course) == first
    (cookie,) = [c for c in course.context.cookies() if c["name"] == COOKIE]
    assert (cookie["sameSite"], cookie["secure"]) == ("None", True)
    assert cookie["partitionKey"] == "https://localhost"


def test_an_upload_arrives_in_a_frame(course, film):
    frame = course.frames[1]
    upload(frame, film)
    expect(frame.locator(".st-key-draw_answer .answer")).to_have_text("7")


def test_a_frame_that_gets_no_camera_says_what_to_do(course):
    frame = course.frames[1]
    frame.locator(".st-key-footer").wait_for()
    press_steadily(frame.get_by_role("radio", name="Camera"))
    said = frame.locator(".st-key-draw_camera").get_by_role("status")
    expect(said).to_contain_text("Open Trazo in a tab of its own")


def test_a_site_that_is_not_named_cannot_frame_a_page(page, door):
    refusals = []
    page.on("console", lambda message: refusals.append(message.text))
    page.goto(door.url.replace("127.0.0.1", "localhost") + "/course")
    wait_for(lambda: any("frame-ancestors" in text for text in refusals))
    assert page.frames[1].locator(".st-key-footer").count() == 0


def test_a_refused_upload_names_the_cookies_as_the_reason(page, film, tmp_path):
    # Without the setting, Streamlit's own cookie does not reach a frame.
    with (
        serve(tmp_path) as app,
        in_front_of(app, tmp_path, {LOCATION: COURSE + LOCATION}) as opened,
    ):
        page.goto(opened.https.replace("127.0.0.1", "localhost") + "/course")
        frame = page.frames[1]
        upload(frame, film)
        uploader = frame.locator(".st-key-draw_upload").get_by_test_id("stFileUploader")
        uploader.get_by_role("alert").wait_for()
        shown = "element => getComputedStyle(element, '::after').content"
        assert "open Trazo in a tab of its own" in uploader.evaluate(shown)
