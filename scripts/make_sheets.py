"""Write the sheets for teachers and pupils: ``make sheets``.

Each language gets one sheet for the teacher and one for pupils for each plan, as HTML
pages that a browser prints on A4. ``--pdf`` has Chromium print them too.
"""

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from core.i18n import LANGUAGES
from core.ui.teachers import sheets
from core.ui.teachers.sheets import Sheet
from scripts.setup import install_browser

FOLDER = Path(__file__).parent.parent / ".sheets"


def write(folder: Path, base: str = "") -> list[Path]:
    """Write all sheets as HTML; return the files.

    Args:
        folder: Where they go; it is made if it is not there.
        base: Where pupils reach the app; empty for sheets without QR codes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in LANGUAGES:
        for sheet in Sheet:
            path = folder / sheets.file_name(sheet, language)
            path.write_text(
                sheets.write(sheet, language, base.rstrip("/")), encoding="utf-8"
            )
            written.append(path)
    return written


def print_all(pages: list[Path]) -> list[Path]:
    """Print HTML pages with Chromium, a PDF next to each; return the PDF files."""
    printed = [path.with_suffix(".pdf") for path in pages]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=install_browser.executable(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for path, target in zip(pages, printed, strict=True):
            page.goto(path.resolve().as_uri())
            page.pdf(path=target, prefer_css_page_size=True)
        browser.close()
    return printed


def main() -> None:
    """Write the sheets, print them if asked to, and name the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--address",
        default="",
        help="where pupils reach the app, http://192.168.1.20:8501: for QR codes",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--pdf", action="store_true", help="print them with Chromium")
    asked = parser.parse_args()
    written = write(asked.folder, asked.address)
    if asked.pdf:
        written += print_all(written)
    for path in written:
        print(path)


if __name__ == "__main__":
    main()
