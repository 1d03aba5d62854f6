"""A visitor in a browser: presses, draws and reads as a person does."""

import base64
import contextlib
import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import (
    FloatRect,
    Locator,
    Page,
    TimeoutError,
    WebSocket,
    expect,
)

from core.preprocessing.strokes import CANVAS_SIDE
from core.ui.state.visitor_cookie import COOKIE
from scripts.bench.stroke_data import Point, dense
from tests.support.handwriting import DIGITS, Stroke
from tests.support.patience import PATIENCE_MILLISECONDS, wait_for
from tests.support.stillness import press_steadily, until_still

# Distance that a finger moves between two frames of the browser, in pixels.
FINGER_STEP_PIXELS = 12
MOUSE_STEP_PIXELS = 20
# Time after which a person opens a list again that closed by itself.
LIST_MILLISECONDS = 2_000
NEXT_FRAME = "() => new Promise(requestAnimationFrame)"
PHONE = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def on_screen(box: FloatRect, point: Point) -> Point:
    """Return where a point of the canvas is in the window.

    Args:
        box: Of the canvas, in pixels of the page.
        point: In units of strokes, 260 across.
    """
    x, y = point
    scale = box["width"] / CANVAS_SIDE
    return box["x"] + x * scale, box["y"] + y * scale


class Visitor:
    """One page in one browser window.

    Attributes:
        page: Playwright's page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._socket: WebSocket | None = None
        page.on("websocket", self._connect)

    def settle(self) -> None:
        """Wait until the page is drawn and nothing in it moves."""
        until_still(self.page)

    def part(self, key: str) -> Locator:
        """Return the widget or container with a key.

        On a busy machine, the old page is there next to the new one for a moment when a
        run ends; this returns the newer element.
        """
        return self.page.locator(f".st-key-{key}").last

    def identity(self) -> str:
        """Wait until the browser has stored whose work it shows; return the id."""

        def stored() -> str:
            cookies = self.page.context.cookies()
            ids = [c["value"] for c in cookies if c["name"] == COOKIE]
            return ids[0] if ids else ""

        return wait_for(stored)

    def press(self, key: str) -> None:
        """Press the button with a key."""
        press_steadily(self.button(key))

    def open_offered_work(self) -> None:
        """Open the work that the address or a code offers; wait until it is open."""
        self.press("work_offer_open")
        expect(self.part("work_offer")).to_have_count(0)

    def unfold(self, name: str) -> None:
        """Open the panel with a name."""
        press_steadily(self.page.get_by_text(name, exact=True))

    def button(self, key: str) -> Locator:
        """Return the button with a key.

        A button with help has an invisible twin on a phone's page.
        """
        return self.part(key).locator("button:visible").first

    def choose(self, key: str, name: str) -> None:
        """Choose from the list with a key.

        A list that is opened before the page is complete closes by itself; a person
        opens it again.
        """
        option = self.page.get_by_role("option", name=name)

        def chosen() -> bool:
            self.part(key).get_by_role("combobox").click()
            with contextlib.suppress(TimeoutError):
                option.click(timeout=LIST_MILLISECONDS)
                return True
            return False

        wait_for(chosen)

    @contextlib.contextmanager
    def sending(self) -> Iterator[None]:
        """Wait until the server has received what the browser sends in the block.

        A slider sends its value with a delay after a key is pressed; a button pressed
        before that uses the old value.
        """
        assert self._socket is not None
        with self._socket.expect_event("framesent", timeout=PATIENCE_MILLISECONDS):
            yield

    def expect_setting(self, key: str, value: object) -> None:
        """Wait until the server has a setting, which is in the links of its page."""
        link = self.part("footer").locator(f"a[href*='{key}={value}']")
        expect(link.first).to_be_attached()

    def go(self, name: str) -> None:
        """Go to a page through the menu."""
        press_steadily(self.part("pages").get_by_text(name, exact=True))

    def canvas(self) -> FloatRect:
        """Wait for the canvas and return its box.

        Streamlit may keep an earlier one, out of sight, next to it.
        """
        canvas = self.part("draw_canvas").locator("canvas:visible").last
        canvas.wait_for()
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        return box

    @contextlib.contextmanager
    def another_canvas(self) -> Iterator[None]:
        """Wait for the new canvas that an action in the block brings."""
        visible = self.part("draw_canvas").locator("canvas:visible")
        before = visible.last.element_handle()
        yield
        self.page.wait_for_function("canvas => !canvas.checkVisibility()", arg=before)
        self.canvas()

    def clear(self) -> None:
        """Clear the canvas."""
        with self.another_canvas():
            self.press("draw_clear")

    def undo(self) -> None:
        """Undo the last stroke."""
        with self.another_canvas():
            self.press("draw_undo")

    def draw(self, digit: int) -> None:
        """Draw a digit with the mouse."""
        for stroke in DIGITS[digit]:
            self.stroke(stroke)

    def stroke(self, points: Stroke) -> None:
        """Draw one line with the mouse."""
        box, mouse = self.canvas(), self.page.mouse
        mouse.move(*on_screen(box, points[0]))
        mouse.down()
        for point in dense(points, MOUSE_STEP_PIXELS)[1:]:
            mouse.move(*on_screen(box, point))
        mouse.up()

    def touch(self, digit: int) -> None:
        """Draw a digit with a finger."""
        session = self.page.context.new_cdp_session(self.page)
        box = self.canvas()
        for stroke in DIGITS[digit]:
            for index, point in enumerate(dense(stroke, FINGER_STEP_PIXELS)):
                x, y = on_screen(box, point)
                session.send(
                    "Input.dispatchTouchEvent",
                    {
                        "type": "touchMove" if index else "touchStart",
                        "touchPoints": [{"x": x, "y": y}],
                    },
                )
                # A browser keeps one move per frame, and a finger is not faster.
                self.page.evaluate(NEXT_FRAME)
            session.send(
                "Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}
            )
        session.detach()

    def cut_off(self, parts: str = "button:visible") -> list[str]:
        """Return the parts of a page that extend beyond the sides of the window.

        Args:
            parts: Selector of the elements that must be fully inside.
        """
        self.settle()
        assert self.page.viewport_size is not None
        found: list[str] = self.page.locator(parts).evaluate_all(
            """(parts, width) => {
                const wide = document.documentElement.scrollWidth
                const beyond = parts.map(part => [part, part.getBoundingClientRect()])
                    .filter(([, box]) => box.left < 0 || box.right > width)
                return [
                    ...(wide > width ? [`the page: ${wide} px`] : []),
                    ...beyond.map(([part]) => part.outerHTML.slice(0, 200)),
                ]
            }""",
            self.page.viewport_size["width"],
        )
        return found

    def trained(self) -> Locator:
        """Wait until a run has ended and the page is complete; return the result.

        The result may come before the whole page is drawn again; a press between the
        two is lost.
        """
        result = self.part("train_result")
        expect(result).to_be_visible()
        expect(self.part("train_start")).to_be_visible()
        self.settle()
        return result

    def answer(self) -> Locator:
        """Return the big answer."""
        return self.part("draw_answer")

    def pixels(self) -> NDArray[np.uint8]:
        """Return the browser's canvas on white: RGB, (260, 260, 3) uint8.

        Its own pixels are finer, by a whole number.
        """
        self.canvas()
        address: str = (
            self.part("draw_canvas")
            .locator("canvas.dc-canvas.lower-canvas")
            .evaluate("canvas => canvas.toDataURL('image/png')")
        )
        _, png = address.split(",")
        image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        drawn = Image.alpha_composite(paper, image).convert("RGB")
        return np.asarray(drawn.reduce(image.width // CANVAS_SIDE))

    def ink(self) -> int:
        """Return how much of the real canvas is dark, in pixels of 260 × 260."""
        self.canvas()
        # Counted in the browser, since it takes a second to send all pixels.
        dark: int = (
            self.part("draw_canvas")
            .locator("canvas.dc-canvas.lower-canvas")
            .evaluate(
                """canvas => {
                    const { width, height } = canvas
                    const rgba = canvas.getContext("2d")
                        .getImageData(0, 0, width, height).data
                    let dark = 0
                    for (let at = 0; at < rgba.length; at += 4) {
                        const opacity = rgba[at + 3] / 255
                        const brightest = Math.max(...rgba.subarray(at, at + 3))
                        dark += 255 - (255 - brightest) * opacity < 128
                    }
                    return Math.round(dark * (260 / width) ** 2)
                }"""
            )
        )
        return dark

    def reached(self, chart: str) -> float:
        """Return the last position of a chart's training line, in epochs."""
        return max(self._epochs(chart), default=0.0)

    def points(self, chart: str) -> int:
        """Return the number of points of a chart's training line."""
        return len(self._epochs(chart))

    def _connect(self, socket: WebSocket) -> None:
        self._socket = socket

    def _epochs(self, chart: str) -> list[float]:
        """Return the positions of a chart's training line, in epochs; [] if none."""
        epochs: list[float] = self.page.evaluate(
            "key => document.querySelector(`.st-key-${key} .js-plotly-plot`)"
            "?.data?.[0]?.x ?? []",
            chart,
        )
        return epochs
