"""What a docstring says that a function raises is an exception that there is."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.root import ROOT

RAISES = re.compile(
    r"^\s*Raises:\n(.*?)(?=^\s*(?:Returns|Yields|Source|Args):|\Z)", re.M | re.S
)
NAME = re.compile(r"^    (\w+): ", re.M)


def raised(path: Path) -> Iterator[str]:
    """Return the names under *Raises* in a file's docstrings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            for section in RAISES.findall(text):
                yield from NAME.findall(section)


def test_every_exception_that_a_docstring_names_exists():
    sources = {
        path: path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "core").rglob("*.py"))
    }
    known = set(dir(builtins))
    known.update(
        *(re.findall(r"^class (\w+)", text, re.M) for text in sources.values())
    )
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources
        for name in raised(path)
        if name not in known
    }
    assert not unknown
    assert "EmptyDrawing" in set(raised(ROOT / "core" / "prediction.py"))
