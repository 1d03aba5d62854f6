"""The canvas's package is as the wrapper takes it to be."""

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.support.root import ROOT

# Found and not imported, which takes a running app.
PACKAGE = Path(
    str(
        distribution("streamlit-drawable-canvas").locate_file(
            "streamlit_drawable_canvas"
        )
    )
)


WRAPPER = ROOT / "core" / "ui" / "streamlit_compat" / "drawable_canvas.py"


@pytest.fixture(scope="module")
def constants():
    """What the wrapper takes for granted: it cannot be imported outside the app."""
    found = {}
    for node in ast.parse(WRAPPER.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.literal_eval(node.value)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names = [ast.unparse(name) for name in node.targets[0].elts]
            found |= dict(zip(names, ast.literal_eval(node.value), strict=True))
    return found


def assets(pattern):
    """Return the package's own files that a pattern finds."""
    manifest = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    (component,) = manifest["tool"]["streamlit"]["component"]["components"]
    return list((PACKAGE / component["asset_dir"]).glob(pattern))


def test_its_manifest_names_the_component_that_is_registered_once_more(constants):
    manifest = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    (component,) = manifest["tool"]["streamlit"]["component"]["components"]
    name = f"{manifest['project']['name']}.{component['name']}"
    assert name == constants["COMPONENT"]


def test_each_pattern_finds_one_file(constants):
    assert len(assets(constants["SCRIPT"])) == 1
    assert len(assets(constants["STYLE"])) == 1


def test_its_script_still_makes_a_toolbar_of_that_class_in_that_element(constants):
    (script,) = assets(constants["SCRIPT"])
    written = script.read_text(encoding="utf-8")
    assert constants["TOOLBAR_CLASS"] in written
    assert constants["ROOT_CLASS"] in written


def test_its_script_names_what_ours_and_our_style_change(constants):
    (script,) = assets(constants["SCRIPT"])
    written = script.read_text(encoding="utf-8")
    ours = WRAPPER.with_suffix(".js").read_text(encoding="utf-8")
    arguments = {"canvasWidth", "canvasHeight", "strokeWidth", "initialDrawing"}
    assert all(f".{name}" in ours and name in written for name in arguments)
    style = WRAPPER.with_suffix(".css").read_text(encoding="utf-8")
    classes = set(re.findall(r"\.([a-z][a-z-]+)", style))
    assert {"dc-root", "dc-scroll", "dc-container", "canvas-container"} <= classes
    assert all(name in written for name in classes)


def test_its_script_is_in_the_folder_that_the_manifest_names(constants):
    manifest = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    (component,) = manifest["tool"]["streamlit"]["component"]["components"]
    assert constants["ASSETS"] == f"{PACKAGE.name}/{component['asset_dir']}"


def test_its_function_draws_whatever_component_stands_in_its_module():
    module = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assigned = [
        target.id
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert "out" in assigned
    draw = next(
        node
        for node in module.body
        if isinstance(node, ast.FunctionDef) and node.name == "st_canvas"
    )
    called = {
        node.func.id
        for node in ast.walk(draw)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "out" in called
    used = {"width", "height", "stroke_width", "stroke_color", "background_color"}
    used |= {"initial_drawing", "key"}
    assert used <= {argument.arg for argument in draw.args.args + draw.args.kwonlyargs}


def test_the_page_puts_its_own_component_in_that_place(open_page):
    assert not open_page("pages/draw.py").run().exception
    # The fake that stands for the package has none of its own.
    assert callable(sys.modules["streamlit_drawable_canvas"].out)
