"""The documents are correct: commands and files exist, and languages agree."""

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from core import prediction
from core.engine.embedding_jobs import EmbeddingJob
from core.engine.import_jobs import ImportJob
from core.settings import network, query_params
from core.settings.query_params import Part
from core.ui import layout
from scripts import update_translations
from tests.support.imports import IMPORTED, MODULES
from tests.support.root import ROOT

READMES = ["README.md", "README.es.md"]
HOSTING = ["docs/hosting.md", "docs/hosting.es.md"]
LINKS = ["docs/links.md", "docs/links.es.md"]
ACCURACY = ["docs/accuracy.md", "docs/accuracy.es.md"]
TEACHERS = ["docs/teachers.en.md", "docs/teachers.es.md"]
# English and Spanish of one document.
PAIRS = [READMES, HOSTING, LINKS, ACCURACY, TEACHERS]
ARCHITECTURE = "docs/architecture.md"
CONTRIBUTING = ".github/CONTRIBUTING.md"
CHANGELOG = "CHANGELOG.md"
DOCUMENTS = [*(name for pair in PAIRS for name in pair), ARCHITECTURE, CONTRIBUTING]
README_LINES = 150
PICTURES = ROOT / ".github" / "screenshots"
PICTURE_BYTES = 200_000
GLOSSARY = {
    "attempt",
    "checkpoint",
    "claim",
    "class",
    "data set",
    "engine",
    "fine-tuning",
    "heartbeat",
    "ink",
    "job",
    "layer",
    "lesson",
    "network",
    "own drawings",
    "queue",
    "reading",
    "repository",
    "run",
    "session",
    "snapshot",
    "source",
    "store",
    "turn",
    "tracked digit",
    "visitor",
    "worker",
    "workspace",
}
GLOSSARY_LINES = 3
# `core/ui/{page}` in the diagram of imports.
PAGE_FOLDERS = [
    f"core/ui/{Path(page.script).stem.replace('app', 'home')}" for page in layout.PAGES
]


def text(name):
    """Return a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name):
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text(name), flags=re.DOTALL | re.MULTILINE)


def commands(name):
    """Return the lines of the shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text(name), re.DOTALL)
    return [line.split("  #")[0].strip() for line in "".join(blocks).splitlines()]


def anchor(heading):
    """Return how GitHub spells a heading in an address."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def anchors(name):
    """Return what an address may name after its `#` in a document."""
    return {anchor(found) for found in re.findall(r"^#+ (.+)$", prose(name), re.M)}


def section(name, heading):
    """Return the part of a document under a heading of the second level."""
    return text(name).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


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


def test_every_document_is_looked_at():
    there = [
        *ROOT.glob("README*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / ".github").glob("*.md"),
    ]
    assert sorted(map(str, DOCUMENTS)) == sorted(
        path.relative_to(ROOT).as_posix() for path in there
    )


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short(name):
    assert len(text(name).splitlines()) <= README_LINES


@pytest.mark.parametrize(("english", "spanish"), PAIRS)
def test_both_languages_give_the_same_commands(english, spanish):
    assert commands(english) == commands(spanish)


@pytest.mark.parametrize(("english", "spanish"), PAIRS)
def test_both_languages_have_the_same_parts(english, spanish):
    def levels(name):
        return [len(found) for found in re.findall(r"^(#+) ", prose(name), re.M)]

    assert levels(english) == levels(spanish)


def test_the_shown_commands_are_the_ones_of_hosting_and_of_the_checks():
    assert "make run" in commands("README.md")
    assert any("scripts/hosting/serve.py" in line for line in commands(HOSTING[0]))
    assert {"make check", "make test"} <= set(commands(CONTRIBUTING))


def test_make_knows_every_target():
    # Of one language; the other gives the same commands.
    named = [
        target
        for name in DOCUMENTS
        for target in re.findall(r"`make (\w+)", prose(name))
    ]
    lines = [line for name in DOCUMENTS for line in commands(name)]
    shown = [line.split()[1] for line in lines if line.startswith("make ")]
    targets = {*named, *shown}
    assert {"run", "check", "test", "bench", "soak", "fuzz", "audit"} <= targets
    # The targets themselves are run: by CI, by hand, and, but for `run`, by this one.
    environment = {
        key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ
    }
    asked = subprocess.run(
        ["make", "--dry-run", *sorted(targets)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr


@pytest.mark.parametrize("name", [*DOCUMENTS, CHANGELOG])
def test_every_file_that_is_named_is_there(name):
    named = re.findall(
        r"`((?:core|pages|scripts|tests|docs|\.github)/[\w./]*)`", prose(name), re.ASCII
    )
    for path in named:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    links = re.findall(r"\]\(((?!http)[^)]+)\)", prose(name))
    links += re.findall(r'<img src="([^"]+)"', prose(name))
    assert links
    for link in links:
        path, _, part = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        if part:
            assert part in anchors(target.resolve().relative_to(ROOT)), link


@pytest.mark.parametrize("name", READMES)
def test_the_readme_shows_pictures_in_its_language(name):
    language = "es" if ".es." in name else "en"
    shown = re.findall(r'<img src="([^"]+)"', text(name))
    assert len(shown) == 2
    assert all(path.endswith(f".{language}.png") for path in shown)


def test_no_picture_is_large_or_forgotten():
    shown = re.findall(r'<img src="([^"]+)"', "".join(map(text, READMES)))
    there = list(PICTURES.iterdir())
    assert {ROOT / path for path in shown} == set(there)
    assert all(path.stat().st_size < PICTURE_BYTES for path in there)


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
    for part in Part:
        assert f"`{part}`" in text(name)
    for page in layout.PAGES:
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


@pytest.mark.parametrize("name", [*ACCURACY])
def test_the_measured_figures_are_quoted(name):
    figures = measured_figures()
    for collection, shares in figures.items():
        row = re.search(
            rf"^\| {collection} \| \d+ \| as the app does \| ([\d.]+)% "
            rf"\| ([\d.]+)% \|",
            text(name),
            re.MULTILINE,
        )
        assert row is not None, collection
        quoted = [round(float(share) / 100, 4) for share in row.groups()]
        assert quoted == [shares["article"], shares["shipped"]]


@pytest.mark.parametrize("name", READMES)
def test_the_readme_quotes_the_figures_of_the_writers(name):
    writers = measured_figures()["writers"]
    for share in writers.values():
        quoted = f"{share:.2%}"
        if ".es." in name:
            quoted = quoted.replace(".", ",").replace("%", " %")
        assert quoted in text(name)


def measured_figures():
    """Return the shares that `scripts.models.evaluate` wrote, by collection."""
    return json.loads(
        (prediction.ASSETS / "handwriting.json").read_text(encoding="utf-8")
    )


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


def test_the_card_says_what_the_shipped_network_reads(mnist):
    images = (mnist.x_test / 255).astype(np.float32)
    answers = prediction.shipped().probabilities(images).argmax(axis=1)
    card = (prediction.ASSETS / "MODEL_CARD.md").read_text(encoding="utf-8")
    said = re.search(r"\| Accuracy \| ([\d.]+)% of MNIST", card)
    assert said is not None
    assert float(said[1]) == round(100 * (answers == mnist.y_test).mean(), 2)


def test_requirements_are_pinned():
    for name in ("requirements", "requirements-dev"):
        for line in (text(f"{name}.in") + text(f"{name}.txt")).splitlines():
            if line and not line.lstrip().startswith(("#", "-r", "-c")):
                assert re.match(r"[\w.-]+(\[\w+\])?==[\w.]+( ?;.*)?$", line), line


def test_no_file_names_a_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    word = "/".join(["", "work", ""])
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".txt", ".yml"}:
            assert word not in path.read_text(encoding="utf-8"), name
