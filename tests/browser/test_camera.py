"""The camera: which one, what it is for, and what is said where there is none."""

import pytest
from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.patience import wait_for
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

# Notes what is asked of the browser, and the cameras that it hands out.
NOTE = """
const media = navigator.mediaDevices
const ask = media.getUserMedia.bind(media)
window.asked = []
window.tracks = []
media.getUserMedia = async ({ video }) => {
  asked.push(video)
  const stream = await ask({ video })
  tracks.push(...stream.getTracks())
  return stream
}
"""
# A tablet's cameras, one of which may be in use by another program.
TABLET = """
const media = navigator.mediaDevices
const ask = media.getUserMedia.bind(media)
window.asked = []
window.inUse = []
media.enumerateDevices = async () => [
  ...["front", "rear", "wide"].map(id => ({ kind: "videoinput", deviceId: id })),
  { kind: "audioinput", deviceId: "microphone" },
]
media.getUserMedia = async ({ video }) => {
  asked.push(video)
  const id = video.deviceId?.exact ?? "rear"
  if (inUse.includes(id)) throw new DOMException("", "NotReadableError")
  const stream = await ask({ video: true })
  const [track] = stream.getVideoTracks()
  Object.defineProperty(track, "label", { value: `${id} camera` })
  track.getSettings = () => ({ deviceId: id })
  return stream
}
"""
# A page that came by http from another computer.
INSECURE = """
Object.defineProperty(window, "isSecureContext", { value: false })
delete Navigator.prototype.mediaDevices
"""
# The browser of these tests lets every page of its own use the camera; a frame that may
# not is in test_frames.py.
REFUSING = """
window.refusal = "NotAllowedError"
navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("", refusal)
}
"""
CAMERA_SEES = """() => {
    const video = document.querySelector('.st-key-draw_camera video')
    if (!video?.videoWidth) return false
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 8
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0, 8, 8)
    const { data } = context.getImageData(0, 0, 8, 8)
    return data.some((value, place) => place % 4 < 3 && value > 100)
}"""
CAMERA = {"en": "Camera", "es": "Cámara"}
AGAIN = {"en": "Try again", "es": "Volver a intentarlo"}
INSECURE_SAID = {
    "NotAllowedError": {
        "en": "Your browser does not let Trazo use the camera",
        "es": "Tu navegador no deja que Trazo use la cámara",
    },
    "en": "only to pages whose address begins with https",
    "es": "solo a las páginas cuya dirección empieza por https",
}
SAID = {
    "NotAllowedError": {
        "en": "Your browser does not let Trazo use the camera",
        "es": "Tu navegador no deja que Trazo use la cámara",
    },
    "NotFoundError": {
        "en": "Your browser finds no camera here",
        "es": "Tu navegador no encuentra ninguna cámara",
    },
    "NotReadableError": {
        "en": "perhaps another app or another tab is using it",
        "es": "quizá la esté usando otra aplicación u otra pestaña",
    },
    "UnknownError": {
        "en": "The camera has stopped, or it did not start",
        "es": "La cámara se ha parado o no ha arrancado",
    },
}


@pytest.fixture
def open_camera(open_visitor):
    """Open the Draw page with the camera chosen, after a script of a test."""

    def open_one(script, language="en", **options):
        visitor = open_visitor("/_stcore/health", **options)
        visitor.page.add_init_script(f"(() => {{{script}}})()")
        origin = visitor.page.url.removesuffix("/_stcore/health")
        visitor.page.goto(f"{origin}/draw?lang={language}")
        press_steadily(visitor.part("draw_input").get_by_text(CAMERA[language]))
        return visitor

    return open_one


def said(visitor):
    """Return the line that the camera says."""
    return visitor.part("draw_camera").get_by_role("status")


def button(visitor, name):
    """Return a button of the camera."""
    return visitor.part("draw_camera").get_by_role("button", name=name)


def live(visitor):
    """Return what is live of the cameras that the browser has handed out."""
    return visitor.page.evaluate(
        "tracks.filter(track => track.readyState === 'live').length"
    )


def test_a_photograph_is_taken_by_the_keyboard_read_and_there_on_another_page(
    open_camera,
):
    visitor = open_camera(NOTE, permissions=["camera"])
    page = visitor.page
    shutter = button(visitor, "Take the photo")
    # A camera's first frames are black, so a person waits.
    page.wait_for_function(CAMERA_SEES)
    expect(shutter).to_have_attribute("aria-disabled", "false")
    assert page.evaluate("asked[0].facingMode") == {"ideal": "environment"}
    assert live(visitor) == 1
    # There is one camera, so nothing to switch.
    expect(button(visitor, "Switch camera")).to_have_count(0)
    assert in_both_themes(page) == []
    shutter.focus()
    page.keyboard.press("Enter")
    expect(visitor.answer()).to_have_text("7")
    again = button(visitor, "Another photo")
    expect(again).to_be_focused()
    photo = visitor.part("draw_camera").get_by_role("img", name="The photo that you")
    expect(photo).to_be_visible()
    assert live(visitor) == 0
    visitor.go("Train")
    visitor.part("train_start").wait_for()
    visitor.go("Draw")
    expect(visitor.answer()).to_have_text("7")
    expect(photo).to_be_visible()
    assert page.evaluate("asked.length") == 1
    again.focus()
    page.keyboard.press("Space")
    expect(visitor.answer()).to_have_text("Take a picture.")
    expect(shutter).to_be_focused()
    expect(shutter).to_have_attribute("aria-disabled", "false")
    # Its words change, and it goes on.
    press_steadily(visitor.part("lang").get_by_text("ES"))
    expect(button(visitor, "Hacer la foto")).to_be_visible()
    assert live(visitor) == 1
    assert page.evaluate("asked.length") == 2
    visitor.go("Entrenar")
    visitor.part("train_start").wait_for()
    wait_for(lambda: live(visitor) == 0)


def test_every_camera_of_a_tablet_is_in_reach_the_rear_one_first(open_camera):
    visitor = open_camera(TABLET, permissions=["camera"], **PHONE)
    switch = button(visitor, "Switch camera")
    expect(said(visitor)).to_have_text("rear camera")
    assert visitor.cut_off() == []
    for name in ("wide", "front"):
        press_steadily(switch)
        expect(said(visitor)).to_have_text(f"{name} camera")
        asked = visitor.page.evaluate("asked.at(-1).deviceId")
        assert asked == {"exact": name}
    visitor.page.evaluate("inUse.push('rear')")
    press_steadily(switch)
    expect(said(visitor)).to_contain_text(SAID["NotReadableError"]["en"])
    press_steadily(switch)
    expect(said(visitor)).to_have_text("wide camera")
    visitor.page.wait_for_function(CAMERA_SEES)
    press_steadily(button(visitor, "Take the photo"))
    expect(visitor.answer()).to_have_text("7")
    # The next photograph is one of the same camera.
    press_steadily(button(visitor, "Another photo"))
    wait_for(lambda: visitor.page.evaluate("asked.at(-1).deviceId?.ideal") == "wide")


@pytest.mark.parametrize("language", CAMERA)
def test_why_there_is_no_camera_is_said_in_the_language_of_the_page(
    open_camera, language
):
    visitor = open_camera(REFUSING, language, **PHONE)
    retry = button(visitor, AGAIN[language])
    for name, words in SAID.items():
        visitor.page.evaluate("name => window.refusal = name", name)
        press_steadily(retry)
        expect(said(visitor)).to_contain_text(words[language])
        assert visitor.cut_off() == []
    assert in_both_themes(visitor.page) == []


@pytest.mark.parametrize("language", CAMERA)
def test_that_https_is_missing_is_said_without_a_button_that_does_nothing(
    open_camera, language
):
    visitor = open_camera(INSECURE, language, **PHONE)
    expect(said(visitor)).to_contain_text(INSECURE_SAID[language])
    expect(visitor.part("draw_camera").get_by_role("button")).to_have_count(0)
    assert visitor.cut_off() == []
    assert in_both_themes(visitor.page) == []
