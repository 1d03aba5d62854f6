"""Every idea of the article is taught where the table in the documents says."""

import re

import pytest

from core.lessons.markdown import FOLDER, HEADING, lesson_files
from core.ui import layout
from core.ui.state.inside_state import Look
from tests.support.documents import ARTICLE, text
from tests.support.root import ROOT

ROW = re.compile(r"^\|(?! the article | ---)(.+)\|$", re.MULTILINE)
ROWS = [
    tuple(cell.strip() for cell in row.split("|")) for row in ROW.findall(text(ARTICLE))
]
STEPS = range(1, 9)


def plain(markdown):
    """Return Markdown with usual spaces, and with links to terms as their words."""
    words = re.sub(r"\]\(glossary:[a-z-]+\)", "]", markdown)
    return re.sub(r"[\u00a0\u202f]", " ", words)


def sections(language, name):
    """Return the parts of a file by their headings; a definition's by its id too."""
    markdown = (FOLDER / language / name).read_text(encoding="utf-8")
    title, _, rest = markdown.partition("\n")
    found = {title.removeprefix("# "): rest}
    headings = list(HEADING.finditer(markdown))
    for heading in headings:
        definition, _, _ = markdown[heading.end() :].partition("\n## ")
        found[heading["name"]] = found[heading["id"]] = definition
    return found


def spanish_section(name, heading):
    """Return the Spanish part that has the English heading."""
    english = (FOLDER / "en" / name).read_text(encoding="utf-8")
    ids = {found["name"]: found["id"] for found in HEADING.finditer(english)}
    parts = sections("es", name)
    return parts[ids[heading]] if heading in ids else next(iter(parts.values()))


def test_the_table_follows_the_article_from_its_first_step_to_its_last():
    named = [int(step) for row in ROWS for step in re.findall(r"^step (\d):", row[0])]
    assert named == list(STEPS)
    assert len({row[0] for row in ROWS}) == len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_idea_is_taught_under_its_heading_in_both_languages(row):
    _, name, heading, english, spanish = row
    assert plain(english) in plain(sections("en", name)[heading])
    assert plain(spanish) in plain(spanish_section(name, heading))


def test_every_lesson_is_on_a_page():
    paths = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("core/ui/**/*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    named = set(re.findall(r'lessons\.panel\("([a-z-]+)"\)', source))
    steps = {int(step) for step in re.findall(r"lessons\.panel\((\d)\)", source)}
    # The Inside page draws the lesson of what the visitor looks at.
    chosen = {str(look) for look in Look if look is not Look.LAYERS}
    assert "lessons.panel(look)" in source
    assert named | steps | chosen == set(lesson_files("en"))
    assert steps == {step for page in layout.PAGES for step in page.steps}
