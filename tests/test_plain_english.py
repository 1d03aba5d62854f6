"""Docstrings and comments are in plain English.

The patterns are those of prose that was translated word by word: passive participles
as nouns, archaic adverbs, and *Args* that say whose a value is and not what it is.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.support.root import ROOT

SOURCES = ("core", "pages", "scripts", "tests")
# Each pattern, and what to write in its place. The names of this test's own patterns
# are strings, not comments, so it can check itself.
MANNERED = {
    r"\btold\b": "say, report or pass",
    r"\bbegun\b": "started",
    r"\bbeside\b": "next to, besides or in addition to",
    r"\bwhatever\b": "any, or name the cases",
    r"\banew\b": "again",
    r"\bwhoever\b": "anyone who, or name the person",
    r"\bof before\b": "previous or earlier",
    r"\b(may|can) be had\b": "is available",
    r"\bmend(s|ed|ing)?\b": "fix, repair or improve",
    r"\bas of `": "repeat what the value is: shape, dtype, unit",
    r"\bnote that\b": "say it directly",
}
PATTERN = re.compile("|".join(MANNERED), re.IGNORECASE)


def words_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield each docstring and comment of a module, with the number of its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and (docstring := ast.get_docstring(node, clean=False)):
            first = node.body[0].lineno
            yield from enumerate(docstring.split("\n"), first)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def findings(path: Path) -> list[str]:
    """Return the mannered words of a file, a line each."""
    name = path.relative_to(ROOT)
    return [
        f"{name}:{line}: {match.group()!r} in {text.strip()!r}"
        for line, text in words_of(path.read_text(encoding="utf-8"))
        for match in PATTERN.finditer(text)
    ]


PATHS = [
    *(path for name in SOURCES for path in sorted((ROOT / name).rglob("*.py"))),
    ROOT / "app.py",
]


def test_docstrings_and_comments_have_no_mannered_words():
    found = [line for path in PATHS for line in findings(path)]

    assert found == []


def test_the_patterns_are_found_in_docstrings_and_in_comments_but_not_in_code():
    source = '''"""Whoever reads it."""

told = "begun"


class Sample:
    """One.

    Attributes:
        x: As of `other`.
    """

    def method(self):
        """Do it anew."""
        return told  # beside it
'''

    assert [
        (line, match.group().lower())
        for line, text in words_of(source)
        for match in PATTERN.finditer(text)
    ] == [(1, "whoever"), (10, "as of `"), (14, "anew"), (15, "beside")]
