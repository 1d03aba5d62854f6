"""For teachers: the way there, the links of the plans, the sheets, a class's wait."""

import re

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core.i18n import LANGUAGES, translations
from core.lessons import teachers
from core.lessons.teachers import Medium
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.ui import layout
from core.ui.teachers import sheets
from core.ui.teachers.sheets import Sheet
from scripts import make_sheets
from tests.support import measured_host, pdf
from tests.support.axe import in_both_themes
from tests.support.lesson_text import text_of
from tests.support.patience import wait_for
from tests.support.plan_links import PLAN_LINKS
from tests.support.server import serve
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE
from tests.support.visitor_language import heading

LOCALES = {"es": "es-ES", "en": "en-US"}
# A4 in points of 1/72 inch, within a point.
A4 = (595, 842)
# Of pupils: one sheet of paper for each lesson, printed on both sides.
MOST_PAGES = {Sheet.TEACHER: 5, Sheet.PUPIL_45: 2, Sheet.PUPIL_100: 4}


# Spanish words are longer, so they are what a phone must have room for.
@pytest.mark.parametrize(
    ("language", "device"), [("es", PHONE), ("en", {})], ids=["phone", "laptop"]
)
def test_home_leads_to_the_page_for_teachers_and_back(open_visitor, language, device):
    visitor = open_visitor("/", locale=LOCALES[language], **device)
    link = visitor.part("teachers").get_by_role(
        "link", name=heading(layout.TEACHERS, language)
    )
    press_steadily(link)
    visitor.page.wait_for_url("**/teachers?**")
    expect(visitor.page.locator("h1")).to_have_text(heading(layout.TEACHERS, language))
    for part in teachers.guide(language).parts:
        expect(
            visitor.page.get_by_role("heading", name=part.title, exact=True)
        ).to_be_visible()
    visitor.settle()
    assert visitor.cut_off() == []
    press_steadily(visitor.part("footer_back").locator("a"))
    expect(visitor.part("teachers")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_each_link_of_its_document_with_the_apps_address(
    open_visitor, server, language
):
    visitor = open_visitor(f"/teachers?lang={language}")
    last = teachers.guide(language).parts[-1].title
    expect(visitor.page.get_by_role("heading", name=last, exact=True)).to_be_visible()
    text = "".join(part.text for part in teachers.guide(language).parts)
    spans = re.findall(r"`([^`]+)`", text)
    written = [span for span in spans if teachers.LINK.fullmatch(span)]
    assert {link for name, link in PLAN_LINKS if name == language} <= set(written)
    links = visitor.page.locator(".for-teachers a")
    wait_for(
        lambda: links.evaluate_all("links => links.map(link => link.href)"),
        lambda found: found == [server.url + link for link in written],
    )


def sheet_of(visitor, kind):
    """Press the button of a sheet; return its file."""
    with visitor.page.expect_download() as caught:
        visitor.press(f"teachers_sheet_{kind}")
    return caught.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_comes_when_it_is_pressed_for(open_visitor, language):
    visitor = open_visitor(f"/teachers?lang={language}")
    for kind in Sheet:
        file = sheet_of(visitor, kind)
        assert file.suggested_filename == sheets.file_name(kind, language)
        # From this computer's own address no pupil's device could open a code.
        assert file.path().read_text("utf-8") == sheets.write(kind, language)


@pytest.fixture(scope="module")
def printed(tmp_path_factory, chromium):
    """All sheets as PDF, by kind and language."""
    folder = tmp_path_factory.mktemp("sheets")
    page = chromium.new_page()
    found = {}
    for path in make_sheets.write(folder, "http://192.168.1.20:8501"):
        page.goto(path.as_uri())
        found[path.name] = pdf.pages(page.pdf(prefer_css_page_size=True))
    page.close()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Sheet)
def test_a_printed_sheet_is_a4_and_has_few_pages(printed, kind, language):
    pages = printed[sheets.file_name(kind, language)]
    assert 1 < len(pages) <= MOST_PAGES[kind]
    for page in pages:
        assert (round(page.width), round(page.height)) == A4
        # No page that has a heading, or nothing, alone.
        assert len(page.text) > 200


def squeezed_html(text, language):
    """Return a piece of the page as it stands on a printed sheet."""
    names = sheets.page_names(translations(language).gettext)
    medium = Medium("http://192.168.1.20:8501", names.__getitem__, is_paper=True)
    return pdf.squeezed(text_of(teachers.inline_html(text, medium)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_sheets_have_the_texts(printed, language):
    def text(kind):
        pages = printed[sheets.file_name(kind, language)]
        # The number of a page is painted first or last.
        count = len(pages)
        return "".join(
            re.sub(rf"^{n}/{count}|{n}/{count}$", "", page.text)
            for n, page in enumerate(pages, 1)
        )

    teacher = text(Sheet.TEACHER)
    for question in teachers.questions(language):
        assert squeezed_html(question.text, language) in teacher
        assert squeezed_html(question.answer, language) in teacher
    for kind, plan in sheets.PLANS.items():
        pupil = text(kind)
        for lesson in teachers.lessons_of(teachers.guide(language).part(plan)):
            for each in lesson:
                for said in filter(None, (each.task, each.guess)):
                    assert squeezed_html(said, language) in teacher
                if each.guess:
                    assert squeezed_html(each.task, language) in pupil
                    assert squeezed_html(each.guess, language) in pupil
        for question in teachers.questions(language):
            assert squeezed_html(question.answer, language) not in pupil


def test_each_code_on_a_sheet_is_read_by_a_camera_as_the_link_of_its_part(
    tmp_path, chromium
):
    base = "http://192.168.1.20:8501"
    path = tmp_path / "sheet.html"
    path.write_text(sheets.write(Sheet.PUPIL_45, "es", base), encoding="utf-8")
    page = chromium.new_page(device_scale_factor=2)
    page.goto(path.as_uri())
    plan = teachers.guide("es").part(sheets.PLANS[Sheet.PUPIL_45])
    (lesson,) = teachers.lessons_of(plan)
    wanted = [base + each.link for each in lesson if each.guess]
    codes = page.locator(".guess svg")
    assert codes.count() == len(wanted)
    for code, link in zip(codes.all(), wanted, strict=True):
        picture = tmp_path / "code.png"
        picture.write_bytes(code.screenshot())
        pixels = np.asarray(Image.open(picture).convert("RGB"))
        read, *_ = cv2.QRCodeDetector().detectAndDecode(pixels)
        assert read == link
    page.close()


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """An app that knows: the article's run takes 43.9 seconds, a class's 3."""
    folder = tmp_path_factory.mktemp("measured")
    recipe = apply(Preset.CLASS, RunSettings())
    measured_host.write(folder / "home", {RunSettings(): 43.9, recipe: 3.0})
    with serve(folder) as running:
        yield running


@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_the_panel_says_how_long_a_class_waits_and_offers_what_fits(
    open_visitor, measured, device
):
    visitor = open_visitor("/train?lang=es", at=measured, **device)
    visitor.unfold("Compartir estos ajustes")
    wait = visitor.part("share_wait")
    # 30 runs of 43.9 seconds; 15 of them; 30 of 3 seconds.
    expect(wait).to_contain_text("unos 22 minutos")
    expect(wait).to_contain_text("unos 11 minutos")
    expect(wait).to_contain_text("esperaría unos 2 minutos")
    visitor.settle()
    assert visitor.cut_off() == []
    if not device:
        assert in_both_themes(visitor.page) == []
    visitor.press("share_class")
    expect(visitor.part("share_class")).to_have_count(0)
    expect(wait).to_contain_text("unos 2 minutos")
    expect(visitor.part("share_link")).to_contain_text("train_images=16000")
    expect(visitor.part("train_epochs").get_by_role("slider")).to_have_value("1")
    visitor.page.reload()
    expect(visitor.part("train_epochs").get_by_role("slider")).to_have_value("1")


def test_the_panel_says_what_must_come_first_and_then_the_wait(open_visitor):
    visitor = open_visitor(
        "/train?train_epochs=1&train_images=500&network_blocks=none&network_dense=23"
    )
    visitor.unfold("Share these settings")
    expect(visitor.part("share_wait")).to_contain_text("Train once with these settings")
    visitor.press("train_start")
    visitor.trained()
    expect(visitor.part("share_wait")).to_contain_text(
        re.compile(r"the last of them would wait (less than a|about \d+) minutes?")
    )
