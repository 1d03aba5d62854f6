"""Imports point one way, and TensorFlow stays out of the web process."""

import graphlib
import re
from collections import defaultdict
from pathlib import Path

from tests.support.imports import IMPORTED, MODULES
from tests.support.root import ROOT

# Named by the web process, run by the worker: it imports inside its functions.
BRIDGE = Path("core/engine/worker_tasks.py")


def within(names, *packages):
    """Return the names that belong to any of the packages."""
    return {
        name
        for name in names
        if any(
            name == package or name.startswith(package + ".") for package in packages
        )
    }


def offenders(offends, *, apart=lambda path: False):
    """Return the files that break a rule, with the imports that break it.

    Args:
        offends: Returns the forbidden names among those that a file imports.
        apart: Returns whether a file is exempt from the rule.
    """
    return {
        str(path): found
        for path in MODULES
        if not apart(path) and (found := offends(IMPORTED[path]))
    }


def in_package(*parts):
    """Return a function that checks for a package: ``in_package("core", "ui")``."""
    return lambda path: path.parts[: len(parts)] == parts


def not_below(path):
    """Return whether a file belongs to the pages or to `core.ui`."""
    return path.parts[0] != "core" or path.parts[1] == "ui"


def test_the_modules_are_found():
    assert len(MODULES) > 100
    assert within(IMPORTED[Path("core/training/fit.py")], "keras") == {"keras"}


def test_only_the_training_package_imports_keras():
    assert not offenders(
        lambda names: within(names, "keras", "tensorflow"),
        apart=in_package("core", "training"),
    )


def test_only_pages_and_core_ui_import_streamlit():
    assert not offenders(
        lambda names: within(names, "streamlit", "streamlit_drawable_canvas"),
        apart=not_below,
    )


def test_only_one_folder_leans_on_the_insides_of_streamlit():
    assert not offenders(
        lambda names: (
            within(names, "streamlit", "streamlit_drawable_canvas") - {"streamlit"}
        ),
        apart=in_package("core", "ui", "streamlit_compat"),
    )


def test_nothing_below_imports_what_is_above():
    assert not offenders(
        lambda names: within(names, "pages", "app"),
        apart=lambda path: path.parts[0] != "core",
    )
    assert not offenders(lambda names: within(names, "core.ui"), apart=not_below)


def test_only_the_worker_imports_the_training_package():
    assert not offenders(
        lambda names: within(names, "core.training"),
        apart=lambda path: path == BRIDGE or in_package("core", "training")(path),
    )


def folder(module):
    """Return the folder of a module for the check of circles.

    A module directly in `core` or `core.ui` counts as a folder.
    """
    parts = module.split(".")
    if parts[0] != "core":
        return "pages"
    return ".".join(parts[:3] if parts[1:2] == ["ui"] else parts[:2])


def test_the_rooms_form_no_circle():
    modules = {".".join(path.with_suffix("").parts): path for path in MODULES}
    folders = defaultdict(set)
    for module, path in modules.items():
        for name in IMPORTED[path] & modules.keys():
            folders[folder(module)].add(folder(name))
    for name, needed in folders.items():
        needed.discard(name)
    # It raises an error that names the circle.
    order = tuple(graphlib.TopologicalSorter(folders).static_order())
    assert order[-1] == "pages"
    assert len(order) > 30


def test_only_one_file_touches_session_state():
    touching = {
        str(path)
        for path in MODULES
        if "session_state" in (ROOT / path).read_text(encoding="utf-8")
    }
    assert touching == {"core/ui/state/session.py"}


def test_no_test_imports_another():
    imports = re.compile(r"^\s*(from|import) tests\..*\btest_", re.MULTILINE)
    assert imports.search("from tests.core.test_config import NUMBERS")
    assert not [
        path
        for path in (ROOT / "tests").rglob("*.py")
        # `make fuzz` runs what the tests there run.
        if path.name != "__main__.py"
        and imports.search(path.read_text(encoding="utf-8"))
    ]
