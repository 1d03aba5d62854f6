"""Templates escape what is put into them, in every place of a page."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from core.ui.html import Cell, Row, css_string, render, table

EVIL = "\"'><script>alert(1)</script>&amp;"


def test_a_value_is_escaped_in_text_and_in_an_attribute():
    html = render("<p title='{{ words }}'>{{ words }}</p>", words=EVIL)
    safe = "&#34;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"
    assert html == f"<p title='{safe}'>{safe}</p>"


def test_html_of_our_own_stays_html():
    inner = render("<b>{{ n }}</b>", n=1)
    assert render("<p>{{ inner }}</p>", inner=inner) == "<p><b>1</b></p>"


def test_a_forgotten_value_is_an_error():
    with pytest.raises(UndefinedError):
        render("<p>{{ words }}</p>")


def test_a_file_is_a_template_too(tmp_path):
    path = tmp_path / "part.html"
    path.write_text("<i>{{ word }}</i>", encoding="utf-8")
    assert render(path, word="ñ<") == "<i>ñ&lt;</i>"


def test_a_value_in_a_script_cannot_leave_it():
    html = render("<script>f({{ words|tojson }})</script>", words=EVIL)
    assert html.count("</script>") == 1
    assert html.endswith("</script>")


def test_a_table_escapes_every_part_of_it():
    html = table(
        ["", EVIL],
        [Row(EVIL, [Cell(EVIL, {"class": EVIL})], {"title": EVIL})],
        caption=EVIL,
        class_="worked",
        aria_label=EVIL,
        style=None,
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 7
    assert html.startswith('<table class="worked" aria-label="&#34;')


def test_a_table_has_its_parts_in_order():
    html = table(
        ["Digit", Markup("e<sup>x</sup>")],
        [Row("1", [Cell("2", {"class": "best"})]), Row(None, [Cell("3")])],
    )
    assert html == (
        '<table><thead><tr><th scope="col">Digit</th><th scope="col">e<sup>x</sup></th>'
        '</tr></thead><tbody><tr><th scope="row">1</th><td class="best">2</td></tr>'
        "<tr><td>3</td></tr></tbody></table>"
    )
    assert table([], []) == "<table><tbody></tbody></table>"


def test_a_string_of_css_ends_where_it_should():
    assert css_string("Elige un «archivo», de 5 MB") == '"Elige un «archivo», de 5 MB"'
    assert css_string('"</style>\\\n') == '"\\22 \\3c /style\\3e \\5c \\a "'
