"""The name of a run is nothing but its letters, wherever a page shows it."""

import html
import json
import re
from collections import defaultdict
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from core.engine.run import Run
from core.ui import layout
from core.ui.text.markdown import escape_markdown
from tests.support.bundles import done
from tests.support.hostile_names import MARK, hostile_names
from tests.support.html_structure import structure, words
from tests.support.saved_runs import checkpoint

pytestmark = pytest.mark.thorough

HARMLESS = tuple(f"{MARK}{place}" for place in range(3))


def is_html(shown, name):
    """Return whether a name is in HTML as text; its structure is compared elsewhere."""
    return name in words(shown)


def is_markdown(shown, name):
    """Return whether a name is in Markdown with a backslash before all of its signs."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough"])
    plain = re.fullmatch(r"<p>([^<]*)</p>\n", reader.render(shown))
    return (
        escape_markdown(name) in shown
        and plain is not None
        and name in html.unescape(plain[1])
    )


def is_plain(shown, name):
    """Return whether a name is there as it is."""
    return name in shown


def is_plotly(shown, name):
    """Return whether a name is there as Plotly reads it: with entities."""
    return shown.startswith(html.escape(name, quote=False))


# All places of a page that have a name in them, and how a browser reads each. At a new
# place, find out how it is read.
PLACES = {
    "text_input.value": is_plain,
    "html.body": is_html,
    "button_group.options.content": is_markdown,
    "bidi_component.json.figure.data.name": is_plotly,
    "bidi_component.json.alt": is_plain,
}


def runs_named(names):
    """Return runs that are over: one, one that goes on from it, and a third."""
    made = [
        done(id=f"{place + 1:032x}", name=name, made_at=1000.0 + place, continues=None)
        for place, name in enumerate(names)
    ]
    made[1] = replace(made[1], continues=made[0].id)
    return tuple(
        Run.from_record(saved, checkpoint(2), fine_tuning=None, fetch=lambda _: None)
        for saved in made
    )


def leaves(value, place):
    """Yield the texts of a message or of JSON, each with its place."""
    if hasattr(value, "ListFields"):
        for field, inner in value.ListFields():
            yield from leaves(inner, f"{place}.{field.name}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{place}.{name}")
    elif isinstance(value, str) and place.endswith("_component.json"):
        yield from leaves(json.loads(value), place)
    elif isinstance(value, str):
        yield place, value
    elif value is not None and not isinstance(value, bytes | float | int):
        for inner in value:
            yield from leaves(inner, place)


def is_picture(place):
    """Return whether a text is base64, which may have any letters by chance."""
    return place.endswith((".png", ".html_content", ".js_content", ".css_content"))


@pytest.fixture
def shown(open_page, engine, monkeypatch):
    """Return what a page shows of runs with given names: texts by place."""

    def show(script, names):
        runs = runs_named(names)
        monkeypatch.setattr(engine, "runs_of", lambda _: runs, raising=False)
        page = open_page(script).run()
        page.session_state["trazo"].widgets.unfolded |= {"work"}
        page.run()
        assert not page.exception
        found = defaultdict(list)
        for node in page.main:
            for place, text in leaves(node.proto, node.type):
                if MARK in text and not is_picture(place):
                    found[place].append(text)
        return found

    return show


def expect_letters(hostile, harmless, names):
    """Check that a page with some names differs from one with harmless ones in them."""
    assert {place: len(texts) for place, texts in hostile.items()} == {
        place: len(texts) for place, texts in harmless.items()
    }
    for place, texts in hostile.items():
        for text, plain in zip(texts, harmless[place], strict=True):
            if place == "html.body":
                assert structure(text) == structure(plain)
            for name, usual in zip(names, HARMLESS, strict=True):
                if usual in plain:
                    assert PLACES[place](text, name), (place, text)


def test_a_name_is_its_letters_on_every_page(shown):
    places = set()
    for page in layout.PAGES:
        harmless = shown(page.script, HARMLESS)
        assert set(harmless) <= set(PLACES), page.script
        places |= set(harmless)
        for seed in range(2):
            names = hostile_names(seed, len(HARMLESS))
            expect_letters(shown(page.script, names), harmless, names)
    assert places == set(PLACES)
