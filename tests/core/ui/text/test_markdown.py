"""A name that is Markdown is shown as it was written."""

import html
import random
import re

import pytest
from markdown_it import MarkdownIt

from core.ui.text.markdown import escape_markdown

PIECES = [
    *("![x](http://host/p.png)", "[a](javascript:x)", "<img src=x>", "**b**", "`c`"),
    *("<http://host>", "http://host", "a@b.org", "~~d~~", "$e$", "# f", "1. g", "- h"),
    *("|", "\\", "&amp;", "&#33;", "ñ", "7", " ", "_", "*", "[", "]", "(", ")", "!"),
]


def names(seed, count=300):
    """Return hostile names."""
    chance = random.Random(seed)
    return [
        " ".join("".join(chance.choices(PIECES, k=chance.randint(1, 6))).split())
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_no_name_is_more_than_its_letters(seed):
    reader = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough"])
    for name in filter(None, names(seed)):
        shown = reader.render(escape_markdown(name))
        assert re.fullmatch(r"<p>[^<]*</p>\n", shown), name
        assert html.unescape(shown[3:-5]) == name


def test_without_escaping_a_picture_would_be_fetched():
    assert "<img" in MarkdownIt().render(PIECES[0])
