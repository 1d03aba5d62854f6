"""The documents say what the code does: variables, events, links, folders, words."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.engine.embedding_jobs import EmbeddingJob
from core.engine.import_jobs import ImportJob
from core.settings import network, query_params
from core.settings.query_params import Part
from core.ui import layout
from scripts import update_translations
from tests.support.documents import (
    ARCHITECTURE,
    CONTRIBUTING,
    HOSTING,
    LINKS,
    READMES,
    TEACHERS,
    prose,
    section,
    text,
)
from tests.support.imports import IMPORTED, MODULES
from tests.support.root import ROOT

GLOSSARY = {
    "attempt",
    "checkpoint",
    "circuit breaker",
    "claim",
    "class",
    "data set",
    "device code",
    "engine",
    "fine-tuning",
    "guided lesson",
    "heartbeat",
    "identity",
    "idle time",
    "ink",
    "job",
    "layer",
    "lesson",
    "network",
    "own drawings",
    "panel",
    "pending write",
    "queue",
    "reading",
    "repository",
    "run",
    "sandbox",
    "session",
    "snapshot",
    "source",
    "store",
    "subject",
    "tombstone",
    "tracked digit",
    "turn",
    "visitor",
    "worker",
    "workspace",
}
GLOSSARY_LINES = 3
# `core/ui/{page}` in the diagram of imports.
PAGE_FOLDERS = [
    f"core/ui/{Path(page.script).stem.replace('app', 'home')}" for page in layout.PAGES
]


def variables(*folders):
    """Return Trazo's environment variables that the code in folders names."""
    return {
        variable
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        for variable in re.findall(
            r"\"(TRAZO_[A-Z_]+)\"", path.read_text(encoding="utf-8")
        )
    }


@pytest.mark.parametrize("name", HOSTING)
def test_every_variable_of_the_program_is_explained(name):
    used = variables("core")
    assert len(used) > 5
    assert used == set(re.findall(r"^\| `(TRAZO_\w+)` \|", text(name), re.MULTILINE))
    assert set(re.findall(r"`(TRAZO_\w+)`", text(name))) == used


def test_every_variable_of_the_tests_is_explained():
    used = variables("tests/support") - variables("core")
    assert used == set(re.findall(r"`(TRAZO_\w+)`", text(CONTRIBUTING)))


@pytest.mark.parametrize("name", HOSTING)
def test_every_event_of_the_log_is_named(name):
    calls = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("core", "scripts/hosting")
        for path in (ROOT / folder).rglob("*.py")
    )
    events = set(re.findall(r"\blog_event\(\s*\"([a-z ]+)\"", calls))
    assert {"run ended", "page failed"} <= events
    for job in (EmbeddingJob, ImportJob):
        events |= {f"{job.name} done", f"{job.name} failed"}
    # A line may break within a name.
    named = {" ".join(found.split()) for found in re.findall(r"`([^`]+)`", prose(name))}
    assert events <= named


@pytest.mark.parametrize("name", LINKS)
def test_the_document_on_links_names_every_setting(name):
    keys = [choice.key for choice in query_params.CHOICES]
    for key in [*keys, network.BLOCKS_KEY, network.DENSE_KEY, query_params.HIDE_KEY]:
        assert f"`{key}=`" in text(name)
    assert f"`{query_params.GUIDE_KEY}=`" in text(name)
    for part in Part:
        assert f"`{part}`" in text(name)
    for page in layout.EVERY_PAGE:
        assert f"`{page.path}`" in text(name)


@pytest.mark.parametrize("name", [*READMES, *LINKS, *TEACHERS])
def test_every_link_that_is_shown_works(name):
    shown = re.findall(r"(?<=[ `])/\w+\?[\w=&.]+", text(name))
    assert shown
    paths = {page.path for page in layout.PAGES}
    for address in shown:
        parts = urlsplit(address)
        query = {key: found[0] for key, found in parse_qs(parts.query).items()}
        assert parts.path in paths
        _, refusals = query_params.from_query(query)
        assert refusals == ()
        hidden = query.pop(query_params.HIDE_KEY, "")
        assert set(filter(None, hidden.split("."))) <= set(Part)
        language = query.pop("lang", None)
        assert language in (None, "es" if ".es." in name else "en")
        keys = [choice.key for choice in query_params.CHOICES]
        assert set(query) <= {*keys, network.BLOCKS_KEY, network.DENSE_KEY}


@pytest.mark.parametrize(("english", "spanish"), [LINKS, TEACHERS])
def test_what_pages_are_quoted_for_they_say(english, spanish):
    catalogue = {
        message.id: message.string
        for message in update_translations.read("es")
        if isinstance(message.id, str)
    }
    quoted = set(re.findall(r"“([A-Z][^”]+)”", " ".join(prose(english).split())))
    assert quoted
    assert quoted <= set(catalogue)
    translated = set(re.findall(r"«([A-Z][^»]+)»", " ".join(prose(spanish).split())))
    assert translated == {catalogue[message] for message in quoted}


def test_the_architecture_names_every_folder():
    named = set(
        re.findall(r"^\| `(core/[\w/]+/)` \|", text(ARCHITECTURE), re.MULTILINE)
    )
    there = {
        f"{path.relative_to(ROOT).as_posix()}/"
        for folder in (ROOT / "core", ROOT / "core" / "ui")
        for path in folder.iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    assert named == there


def test_imports_go_the_way_that_the_architecture_shows():
    diagram = section(ARCHITECTURE, "Direction of imports").split("```")[1]
    rooms = {
        room.strip().replace("core/ui/{page}", page).removesuffix("/"): level
        for level, names in enumerate(diagram.split("→"))
        for room in names.split(",")
        for page in PAGE_FOLDERS
    }
    assert len(rooms) > 20

    def level(path):
        return next(
            (rooms[str(part)] for part in (path, *path.parents) if str(part) in rooms),
            None,
        )

    for path in MODULES:
        for name in IMPORTED[path]:
            other = Path(*name.split(".")).with_suffix(".py")
            if other in IMPORTED and None not in (level(path), level(other)):
                assert level(path) <= level(other), f"{path} imports {other}"


def test_the_glossary_has_the_words_in_a_few_lines_each():
    entries = re.findall(
        r"^- \*\*([a-z -]+)\*\*: (.+?)(?=^-|^#|^$)",
        section(CONTRIBUTING, "Glossary"),
        re.DOTALL | re.MULTILINE,
    )
    assert {word for word, _ in entries} == GLOSSARY
    assert len(entries) == len(GLOSSARY)
    for word, meaning in entries:
        assert len(meaning.splitlines()) <= GLOSSARY_LINES, word


def test_the_glossary_names_what_the_code_defines():
    glossary = " ".join(section(CONTRIBUTING, "Glossary").split())
    named = re.findall(r"`(\w+)(?:\(\))?` in `([\w/]+\.py)`", glossary)
    assert len(named) > 5
    for name, path in named:
        assert re.search(rf"^(?:class|def) {name}\b", text(path), re.MULTILINE), name
