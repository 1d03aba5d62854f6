"""What each module of the app imports, read from its source."""

import ast
from pathlib import Path

from tests.support.root import ROOT

MODULES = [
    path.relative_to(ROOT)
    for folder in ("core", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
] + [Path("app.py")]


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


IMPORTED = {path: imported(path) for path in MODULES}
