"""The visible text of lessons and definitions, and the numbers in it."""

import re
from html import unescape

from core.i18n import decimal_mark, group_separator
from core.lessons.markdown import lesson


def text_of(html):
    """Return the visible text of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def without_code(html):
    """Return a piece of HTML without its pieces of code."""
    return re.sub(r"<code>.*?</code>", "", html)


def all_of(key, language):
    """Return a whole lesson as HTML."""
    found = lesson(key, language)
    return found.opening + found.task + found.answer + found.more


def numbers_in(html, language):
    """Return the numbers of a piece of HTML, written as in Python."""
    text = text_of(html).replace(group_separator(language), "")
    mark = decimal_mark(language)
    found = re.findall(rf"\d+(?:\{mark}\d+)?", text)
    return [number.replace(mark, ".") for number in found]
