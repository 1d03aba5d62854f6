"""No text changes the structure of a page, and no HTML is written by hand."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import ImpossibleNetwork, NetworkTooBig
from core.settings.layers import Kind
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from core.ui.components.png_image import img
from core.ui.html import Cell, Row, render, scrolled, table
from core.ui.inside import pixel_arithmetic
from core.ui.network import layer_diagram
from core.ui.train import run_comparison
from tests.support.html_structure import hostile, structure, words
from tests.support.root import ROOT

SEEDS = range(20)
SOURCES = [
    *sorted((ROOT / "core" / "ui").rglob("*.py")),
    *sorted((ROOT / "pages").glob("*.py")),
    ROOT / "app.py",
]
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in SOURCES
}
TAG = re.compile(r"</?[a-z!]", re.IGNORECASE)
# Plotly reads the tags of a label of its own, and these are of digits alone.
PLOTLY_LABELS = {
    "core/ui/inside/embedding_chart.py",
    "core/ui/train/prediction_timeline.py",
}
# The canvas's own component, of constants, before there is a page.
COMPONENTS = {"core/ui/streamlit_compat/drawable_canvas.py"}
# The lessons and the page for teachers are files of Trazo's own, `segno` makes a code
# of squares alone, and `css_string` escapes for CSS.
MARKUP_OF_OTHERS = {
    "core/ui/html.py",
    "core/ui/teachers/guide_text.py",
    "core/ui/teachers/sheets.py",
    "core/ui/text/lessons.py",
    "core/ui/streamlit_compat/widget_words.py",
}


class AnyValue(str):
    """A text that a template can use as if it were a list, a mapping or an object."""

    length = 2

    def __getattr__(self, name: str) -> "AnyValue":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self) -> Iterator["AnyValue"]:
        return iter([self] * self.length)

    def __rmul__(self, factor: object) -> float:  # type: ignore[override]  # a number where a template counts
        return 50.0

    def items(self) -> list[tuple[str, "AnyValue"]]:
        """Return attributes of an element."""
        return [("title", self)]


def templates():
    """Return all templates of the pages: HTML files, and strings with placeholders."""
    for path in sorted((ROOT / "core" / "ui").rglob("*.html")):
        yield pytest.param(path, id=path.name)
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\{[{%]", node.value)
                and TAG.search(node.value)
            ):
                yield pytest.param(node.value, id=f"{Path(name).stem}-{node.lineno}")


TEMPLATES = list(templates())


def rendered(template: str | Path, text: str) -> str:
    """Render a template with a text in every place of it."""
    source = template if isinstance(template, str) else template.read_text("utf-8")
    names = set(re.findall(r"\b[a-z_]+\b", source))
    for length in (2, 3, 4):
        kind = type("AnyValue", (AnyValue,), {"length": length})
        values = {name: kind(text) for name in names - {"loop", "caller"}}
        try:
            return render(template, **values)
        except ValueError as error:
            # Of a loop that takes its items apart, into more or fewer parts.
            if "unpack" not in str(error):
                raise
    raise AssertionError("no length fits")


def test_the_templates_are_found():
    assert len(TEMPLATES) > 15


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_text_changes_the_structure_of_a_template(template):
    expected = structure(rendered(template, "harmless"))
    assert expected
    for seed in SEEDS:
        text = hostile(seed)
        found = structure(rendered(template, text))
        assert found == expected, (seed, text)
        assert "onerror" not in {name for tag in found for name in tag}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_text_changes_a_table_or_a_picture(seed):
    def page(text):
        rows = [Row(text, [Cell(text, {"class": text})], {"title": text})]
        return scrolled(table([text], rows, caption=text, style=text), text) + img(
            np.zeros((2, 3), np.uint8), text
        )

    text = hostile(seed)
    assert structure(page(text)) == structure(page("harmless"))
    # The parser reads a null character as the sign for what cannot be shown.
    assert words(page(text)).count(text) == 9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_name_of_a_run_changes_nothing_in_the_table_of_runs(
    seed, monkeypatch, engine
):
    def runs_named(*names):
        runs = [
            Run(
                RunSpec.training(
                    RunSettings(epochs=n + 1), loader.Source.SAMPLE, pins=()
                )
            )
            for n, _ in enumerate(names)
        ]
        for run, name in zip(runs, names, strict=True):
            run.name = name
        monkeypatch.setattr(
            run_comparison,
            "session",
            lambda: SimpleNamespace(work=SimpleNamespace(runs=runs)),
        )
        return run_comparison.runs_table(runs)

    text = hostile(seed)
    html = runs_named(text, "2")
    assert structure(html) == structure(runs_named("1", "2"))
    assert text in words(html)


NETWORKS = [
    NetworkSpec(),
    NetworkSpec(batch_norm=True, dropout=20),
    NetworkSpec((Block(8, 5, None),) * 3, (64, 32)),
    NetworkSpec((Block(8, 7, Kind.MAX_POOLING),) * 3),
    NetworkSpec((Block(64, 3, None),), (512,)),
]


@pytest.mark.parametrize("spec", NETWORKS)
def test_no_word_of_a_translation_changes_the_diagram_of_a_network(spec, monkeypatch):
    text = "<img src=x onerror=alert(1)>\"'&"
    expected = structure(layer_diagram.diagram(spec.plan()))
    monkeypatch.setattr(layer_diagram, "t", lambda *_, **__: text)
    monkeypatch.setattr(layer_diagram, "network_sentence", lambda _: text)
    html = layer_diagram.diagram(spec.plan())
    assert structure(html) == expected
    assert words(html).count(text) >= 3


def test_the_networks_have_layers_in_blocks_and_both_kinds_of_error():
    errors = {type(spec.plan().error) for spec in NETWORKS}
    assert errors == {type(None), ImpossibleNetwork, NetworkTooBig}


def test_a_table_of_numbers_marks_the_highest_and_colours_by_size():
    values = np.array([[-2, 0.5], [1, 0]], np.float32)
    html = pixel_arithmetic.number_table(values, "<b>", marked=True)
    assert html == (
        '<div class="scrolled"><table class="worked"><caption>&lt;b&gt;</caption>'
        '<tbody><tr><td class="below" style="--part: 1.00">-2.00</td>'
        '<td class="above" style="--part: 0.25">0.50</td></tr>'
        '<tr><td class="above best" style="--part: 0.50">1.00</td>'
        '<td class="above" style="--part: 0.00">0.00</td></tr></tbody></table></div>'
    )


@functools.cache
def markup_functions():
    """Return the names of the functions that return HTML that is escaped."""
    return {
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Name)
        and node.returns.id == "Markup"
    }


def called(node: ast.AST) -> str:
    """Return the last name of what a node calls or names; empty for other nodes."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def by_hand(name: str, tree: ast.Module) -> Iterator[str]:
    """Yield where a module writes HTML itself, or sends what was not escaped."""
    safe = markup_functions()
    for node in ast.walk(tree):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.keyword(arg="unsafe_allow_html"):
                yield f"{where}: unsafe_allow_html"
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="st"), attr="html"),
                args=[sent, *_],
            ):
                # A file of the app's own; or what a template has rendered.
                is_file = called(sent).isupper() or called(sent) == "style"
                if not is_file and not (
                    isinstance(sent, ast.Call) and called(sent) in safe
                ):
                    yield f"{where}: st.html of {ast.unparse(sent)}"
            case ast.Call(func=ast.Name(id="Markup"), args=[sent, *_]):
                if not isinstance(sent, ast.Constant) and name not in MARKUP_OF_OTHERS:
                    yield f"{where}: Markup of {ast.unparse(sent)}"
            case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()):
                pieces = [
                    piece.value
                    for piece in ast.walk(node)
                    if isinstance(piece, ast.Constant) and isinstance(piece.value, str)
                ]
                if TAG.search("".join(pieces)) and name not in (
                    PLOTLY_LABELS | COMPONENTS
                ):
                    yield f"{where}: {ast.unparse(node)}"


@pytest.mark.parametrize("name", TREES)
def test_no_page_writes_html_by_hand(name):
    assert list(by_hand(name, TREES[name])) == []


@pytest.mark.parametrize(
    "line",
    [
        "st.html(f'<p>{name}</p>')",
        "st.html('<p>' + name + '</p>')",
        "st.html('<p>%s</p>' % name)",
        "st.html(text)",
        "st.html(t('Hello'))",
        "row = f'<td>{name}</td>'",
        "st.markdown(t('e<sup>x</sup>'), unsafe_allow_html=True)",
        "cell = Markup(name)",
    ],
)
def test_html_by_hand_is_found(line):
    assert list(by_hand("page.py", ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "st.html(STYLE)",
        "st.html(class_overview.STYLE)",
        "st.html(render(CELL, words=words))",
        "st.html(layer_diagram.diagram(plan))",
        "text = f'{a} < {b}'",
        "cell = Markup('e<sup>x</sup>')",
    ],
)
def test_what_templates_render_is_allowed(line):
    assert list(by_hand("page.py", ast.parse(line))) == []
