"""Imports point one way, and TensorFlow stays out of the web process."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [
    path.relative_to(ROOT)
    for folder in ("core", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
] + [Path("app.py")]
# Named by the web process, run by the worker: it imports inside its functions.
BRIDGE = Path("core/engine/tasks.py")


def imported(path):
    """Return the modules that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def within(names, *packages):
    """Return the names that belong to any of the packages."""
    return {
        name
        for name in names
        if any(
            name == package or name.startswith(package + ".") for package in packages
        )
    }


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_the_training_package_imports_keras(path):
    if path.parts[:2] != ("core", "training"):
        assert within(imported(path), "keras", "tensorflow") == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_pages_and_core_ui_import_streamlit(path):
    if path.parts[0] == "core" and path.parts[1] != "ui":
        assert within(imported(path), "streamlit", "streamlit_drawable_canvas") == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_below_imports_what_is_above(path):
    if path.parts[0] == "core":
        assert within(imported(path), "pages", "app") == set()
        if path.parts[1] != "ui":
            assert within(imported(path), "core.ui") == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_the_worker_imports_the_training_package(path):
    if path.parts[:2] != ("core", "training") and path != BRIDGE:
        assert within(imported(path), "core.training") == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_one_file_touches_session_state(path):
    if path != Path("core/ui/session.py"):
        source = (ROOT / path).read_text(encoding="utf-8")
        assert "session_state" not in source
