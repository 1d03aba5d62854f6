"""Take the README's pictures from the running app: ``python -m scripts.screenshots``.

Each language gets the Draw page with an answer and the Train page after a short run,
in .github/screenshots/, as ``draw.en.png`` or ``train.es.png``. Run it again whenever
one of the two pages looks different.
"""

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from core.i18n import LANGUAGES
from core.preprocessing.strokes import CANVAS_SIDE
from scripts.bench.browser import browsing
from scripts.bench.server import ROOT, serving
from scripts.bench.stroke_data import DIGITS, Stroke

FOLDER = ROOT / ".github" / "screenshots"
WIDTH = 1280
# Taller than each page, so that nothing has to be scrolled to.
HEIGHT = 4000
# Two pixels of the picture for one of the page: sharp where a README is read.
SCALE = 2
# Less than the gap between two parts of a page, so that none is cut.
MARGIN = 12
# The digit of the Draw page: a 7 with a bar, as it is written in Spanish-speaking
# countries, and by one in nine of those who wrote MNIST's sevens.
DIGIT = 7
SETTINGS = "train_epochs=3&train_images=10000"
PATIENCE_MILLISECONDS = 300_000
# After the script of a page has ended: for charts and buttons to stop moving.
STILL_MILLISECONDS = 2_000
# PNG with a palette: a page has few colours, and the file is a third of the size.
COLOURS = 256


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with serving() as server, browsing() as browser:
        for language in LANGUAGES:
            draw(browser, server.url, language)
            train(browser, server.url, language)


def draw(browser: Browser, url: str, language: str) -> None:
    """Draw a digit and take a picture of the canvas and the answer."""
    page = _open(browser, f"{url}/draw?lang={language}")
    canvas = _part(page, "draw_canvas").locator("canvas").last
    canvas.wait_for()
    for stroke in DIGITS[DIGIT]:
        _draw(page, canvas, stroke)
    expect(_part(page, "draw_answer")).to_contain_text(str(DIGIT))
    _photograph(
        page,
        FOLDER / f"draw.{language}.png",
        first=_part(page, "menu"),
        # Under the canvas, which is taller than the answer next to it.
        last=_part(page, "draw_edits"),
    )


def train(browser: Browser, url: str, language: str) -> None:
    """Train for three epochs and take a picture of the result and the curves."""
    page = _open(browser, f"{url}/train?lang={language}&{SETTINGS}")
    _part(page, "train_start").locator("button:visible").first.click()
    expect(_part(page, "train_result")).to_be_visible()
    # The run's last points are drawn with its result; then Train can be pressed again.
    expect(_part(page, "train_start")).to_be_visible()
    _photograph(
        page,
        FOLDER / f"train.{language}.png",
        first=_part(page, "train_status"),
        last=_part(page, "train_accuracy"),
    )


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
        color_scheme="light",
    )
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    page.goto(address)
    return page


def _part(page: Page, key: str) -> Locator:
    """Return the widget or container with a key."""
    return page.locator(f".st-key-{key}").last


def _draw(page: Page, canvas: Locator, stroke: Stroke) -> None:
    """Draw one stroke with the mouse; points in units of strokes."""
    box = _box(canvas)
    scale = box["width"] / CANVAS_SIDE
    points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def _photograph(page: Page, path: Path, *, first: Locator, last: Locator) -> None:
    """Write a picture of a page from the top of one part to the bottom of another."""
    # No focus ring, and no help text of the widget under the mouse.
    page.mouse.move(1, 1)
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-script-state", re.compile("notRunning"))
    page.wait_for_timeout(STILL_MILLISECONDS)
    column, upper, lower = _box(_part(page, "menu")), _box(first), _box(last)
    top = max(0, upper["y"] - MARGIN)
    png = page.screenshot(
        clip={
            "x": column["x"] - MARGIN,
            "y": top,
            "width": column["width"] + 2 * MARGIN,
            "height": lower["y"] + lower["height"] + MARGIN - top,
        }
    )
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
    page.context.close()


def _box(part: Locator) -> FloatRect:
    box = part.bounding_box()
    if box is None:
        raise RuntimeError(f"{part} is not to be seen")
    return box


if __name__ == "__main__":
    main()
