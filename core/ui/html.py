"""HTML from templates that escape every value by themselves."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

# A value that a template asks for and is not given is an error, not an empty place.
_environment = Environment(autoescape=True, undefined=StrictUndefined)

_TABLE = """\
<table{{ attributes|xmlattr }}>
{%- if caption %}<caption>{{ caption }}</caption>{% endif %}
{%- if head %}<thead><tr>
{%- for cell in head -%}
{% if cell.text %}<th scope="col">{{ cell.text }}</th>{% else %}<td></td>{% endif %}
{%- endfor -%}
</tr></thead>{% endif -%}
<tbody>
{%- for row in rows -%}
<tr{{ row.attributes|xmlattr }}>
{%- if row.name is not none %}<th scope="row">{{ row.name }}</th>{% endif %}
{%- for cell in row.cells -%}
<td{{ cell.attributes|xmlattr }}>{{ cell.text }}</td>
{%- endfor -%}
</tr>
{%- endfor -%}
</tbody></table>"""


_SCROLLED = """\
<div class="scrolled"
{%- if label %} role="region" tabindex="0" aria-label="{{ label }}"{% endif -%}
>{{ content }}</div>"""


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: Escaped, but for what is `Markup`.
        attributes: Of its HTML element, such as ``class``.
    """

    text: str | Markup
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        name: Its heading; None for a row without.
        cells: The others, from left to right.
        attributes: Of its HTML element.
    """

    name: str | None
    cells: Sequence[Cell]
    attributes: Mapping[str, str] = field(default_factory=dict)


def render(template: str | Path, **values: object) -> Markup:
    """Return a template with its values in place, as HTML.

    Args:
        template: In Jinja's language; or a file of it.
        values: By their names in the template. Each is escaped, but for `Markup`: HTML
            that was made here, or that stands in a file of Trazo's own.
    """
    return Markup(_compiled(template).render(values))


def table(
    head: Sequence[str | Markup],
    rows: Sequence[Row],
    *,
    caption: str = "",
    **attributes: str | None,
) -> Markup:
    """Return a table as HTML.

    Args:
        head: Of each column; an empty one for a corner that says nothing.
        rows: From the top.
        caption: Says what it is, above it.
        attributes: Of the table's own element; ``class_`` stands for ``class``,
            ``aria_label`` for ``aria-label``.
    """
    return render(
        _TABLE,
        attributes={
            name.rstrip("_").replace("_", "-"): value
            for name, value in attributes.items()
        },
        caption=caption,
        head=[Cell(text) for text in head],
        rows=rows,
    )


def scrolled(content: Markup, label: str = "") -> Markup:
    """Return HTML in a box that scrolls sideways where a screen is too narrow for it.

    Args:
        content: A table, say.
        label: What it is, for a screen reader; with it the box can be reached and
            scrolled by the keyboard.
    """
    return render(_SCROLLED, content=content, label=label)


def css_string(text: str) -> str:
    """Return a text as a string of CSS, quotes and all.

    Nothing in it can end the string, or the style element that it stands in.
    """
    escaped = (
        char if char.isprintable() and char not in '"\\<>' else f"\\{ord(char):x} "
        for char in text
    )
    return f'"{"".join(escaped)}"'


@functools.cache
def _compiled(template: str | Path) -> Template:
    if isinstance(template, Path):
        template = template.read_text(encoding="utf-8")
    return _environment.from_string(template)
