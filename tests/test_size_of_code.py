"""No file and no function is too long to be read at one sitting."""

import ast

import pytest

from tests.support.root import ROOT

FILE_LINES = 300
FUNCTION_LINES = 60
# Functions that are a table: one entry after the other, with nothing to follow.
TABLES = {
    ("core/store/migrations/versions/0008_rooms.py", "upgrade"),
    # A sentence for each kind of error.
    ("core/ui/text/error_messages.py", "sentence"),
    # The first tables of the database, as they were then.
    ("core/store/migrations/versions/0001_first_tables.py", "upgrade"),
}
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("core", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def long_functions(source: str) -> set[str]:
    """Return the names of the functions with too many lines, decorators aside."""
    return {
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    }


def test_files_are_short():
    lines = {name: len(source.splitlines()) for name, source in SOURCES.items()}
    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_functions_are_short_but_for_tables():
    found = {
        (name, function)
        for name, source in SOURCES.items()
        for function in long_functions(source)
    }
    assert found == TABLES


@pytest.mark.parametrize(("lines", "found"), [(60, set()), (61, {"inner"})])
def test_the_lines_of_a_method_are_counted_from_def_to_its_last(lines, found):
    body = "        x = 1\n" * (lines - 1)
    assert (
        long_functions(f"class A:\n    @staticmethod\n    def inner():\n{body}")
        == found
    )
