"""The documents hold together: commands, files, links, pictures, both languages."""

import os
import re
import subprocess

import pytest

from tests.support.documents import (
    CHANGELOG,
    CONTRIBUTING,
    DOCUMENTS,
    HOSTING,
    PAIRS,
    READMES,
    commands,
    prose,
    text,
)
from tests.support.root import ROOT

README_LINES = 150
PICTURES = ROOT / ".github" / "screenshots"
PICTURE_BYTES = 200_000


def anchor(heading):
    """Return how GitHub spells a heading in an address."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def anchors(name):
    """Return what an address may name after its `#` in a document."""
    return {anchor(found) for found in re.findall(r"^#+ (.+)$", prose(name), re.M)}


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
    needed = {"run", "check", "test", "bench", "soak", "attack", "fuzz", "audit"}
    assert needed <= targets
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
