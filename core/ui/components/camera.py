"""A camera on the page, and one picture of what it sees.

`st.camera_input` of Streamlit 1.67 asks for the front camera, offers another one on
phones alone, and says in English, and nothing else, that it would like a camera: where
it is denied, taken by another program, missing, or kept back from a page by http.
"""

import base64
import binascii
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from core.preprocessing.image_files import WORKING_SIDE
from core.ui.state.session import reported
from core.ui.text.translate import t

# Longest side of the picture that a browser sends, in pixels: enough for a picture of
# half the size that is free of the camera's noise.
SIDE = 2 * WORKING_SIDE
# Of base64. A picture of that size that is nothing but noise has half as many.
MOST_CHARACTERS = 3_000_000
STILL_QUALITY = 80

_component = st.components.v2.component(
    "trazo_camera",
    html="""\
<div class="trazo-camera" role="group">
  <p class="label"></p>
  <p class="hint"></p>
  <div class="frame">
    <video class="live" playsinline muted hidden></video>
    <img class="photo" alt="" hidden>
    <p class="said" role="status"></p>
  </div>
  <div class="buttons">
    <button type="button" class="shutter"></button>
    <button type="button" class="other" hidden></button>
  </div>
</div>""",
    css=Path(__file__).with_name("camera.css").read_text(encoding="utf-8"),
    js=Path(__file__).with_name("camera.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def camera(
    *,
    key: str,
    label: str,
    hint: str,
    is_taken: bool,
    still: NDArray[np.uint8] | None,
    on_take: Callable[[bytes], None],
    on_again: Callable[[], None],
) -> None:
    """Draw what a camera sees, or the photograph that was taken.

    Args:
        key: Of the container.
        label: What to photograph.
        hint: How.
        is_taken: Whether there is a photograph; until another is asked for, the camera
            stays off.
        still: The photograph, RGBA, (height, width, 4) uint8, as it is read: it may
            be turned; None if it cannot be shown.
        on_take: Called with the bytes of a photograph, before the page is drawn again.
            They come from a browser: they can be anything.
        on_again: Called when another photograph is to be taken.
    """
    component_key = f"{key}-camera"

    def take() -> None:
        content = from_base64(reported(component_key, "photograph"))
        if content is not None:
            on_take(content)

    with st.container(key=key):
        _component(
            key=component_key,
            data={
                "label": label,
                "hint": hint,
                "side": SIDE,
                "taken": is_taken,
                "still": None if still is None else _jpeg(still),
                "words": _words(),
            },
            on_photograph_change=take,
            on_again_change=on_again,
        )


def from_base64(value: object) -> bytes | None:
    """Return the bytes that a browser has sent; None of what no camera sends."""
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        return None
    try:
        return base64.b64decode(value, validate=True)
    # It is not even ASCII, or no base64.
    except (ValueError, binascii.Error):
        return None


def _words() -> dict[str, str]:
    """Return what the script says, by the names that it has for that."""
    return {
        "take": t("Take the photo"),
        "again": t("Another photo"),
        "retry": t("Try again"),
        "other": t("Switch camera"),
        "live": t("What the camera sees"),
        "photo": t("The photo that you took."),
        "asking": t("Your browser asks whether Trazo may use the camera: allow it."),
        "denied": t(
            "Your browser does not let Trazo use the camera. Press the sign next to "
            "the address, allow the camera there, and try again. Or choose “Upload”."
        ),
        "framed": t(
            "Your browser, or the page that Trazo is part of, does not let it use the "
            "camera. Open Trazo in a tab of its own, or choose “Upload”."
        ),
        "none": t(
            "Your browser finds no camera here. Connect one and try again, or choose "
            "“Upload”."
        ),
        "busy": t(
            "The camera does not open: perhaps another app or another tab is using "
            "it. Close that one and try again, or choose “Upload”."
        ),
        "insecure": t(
            "Browsers lend a camera only to pages whose address begins with https, "
            "and this one begins with http. Take the photo with your device’s own "
            "camera app, and choose it under “Upload”."
        ),
        "failed": t(
            "The camera has stopped, or it did not start. Try again, or choose "
            "“Upload”."
        ),
    }


def _jpeg(pixels: NDArray[np.uint8]) -> str:
    """Return a photograph as a JPEG, in base64."""
    file = io.BytesIO()
    Image.fromarray(pixels).convert("RGB").save(file, "JPEG", quality=STILL_QUALITY)
    return base64.b64encode(file.getvalue()).decode("ascii")
