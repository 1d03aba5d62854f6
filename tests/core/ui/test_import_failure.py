"""Where a module cannot be imported, visitors read our sentence, in both languages."""

import json
import os
import subprocess
import sys

import pytest

from core.ui import import_failure, layout
from tests.support.patience import PATIENCE_SECONDS
from tests.support.root import ROOT

pytestmark = pytest.mark.thorough

SECRET = "3f2b6c0e9d5a4e718899aabbccddeeff"
SCRIPTS = [page.script for page in layout.PAGES]
# What all pages need, from the outermost to what the sentence itself could need.
BROKEN = (
    "core.ui.layout",
    "core.ui.page_failure",
    "core.ui.state.services",
    "core.ui.html",
    "core.i18n",
    "core.config",
    "core.errors",
)
# Runs pages as a new web process does, in which a module raises while it is imported,
# once more when it does not, and once where only the last of the imports raises. It
# prints what they show.
OPEN = f"""
import functools, json, sys, types
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)
fake = types.ModuleType("streamlit_drawable_canvas")
fake.st_canvas = lambda **arguments: types.SimpleNamespace(json_data=None)
sys.modules["streamlit_drawable_canvas"] = fake


class Broken:
    name = None

    def find_spec(self, name, *_):
        if name == self.name:
            raise RuntimeError("{SECRET}")


def shown(script):
    page = AppTest.from_file("app.py", default_timeout={PATIENCE_SECONDS})
    page = page if script == "app.py" else page.switch_page(script)
    page.run()
    return {{
        "boxes": len(page.exception),
        "errors": [error.value for error in page.error],
        "html": [element.proto.body for element in page.get("html")],
        "title": [title.value for title in page.title],
    }}


finder = Broken()
sys.meta_path.insert(0, finder)
told = []
for name, script in json.loads(sys.argv[1]):
    for module in [m for m in sys.modules if m.partition(".")[0] in ("core", "pages")]:
        del sys.modules[module]
    finder.name = name
    told.append(shown(script))
finder.name = None
told.append(shown("app.py"))
for module in ("core.ui.python_code", "app"):
    sys.modules.pop(module, None)
delattr(sys.modules["core.ui"], "python_code")
finder.name = "core.ui.python_code"
told.append(shown("app.py"))
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """What pages show, with what is broken; what the last two show; the log."""
    home = str(tmp_path_factory.mktemp("home"))
    cases = [
        *((name, "app.py") for name in BROKEN),
        *(("core.ui.layout", script) for script in SCRIPTS[1:]),
    ]
    ended = subprocess.run(
        [sys.executable, "-c", OPEN, json.dumps(cases)],
        cwd=ROOT,
        env={
            **os.environ,
            "TRAZO_HOME": home,
            "KERAS_HOME": home,
            "HTTPS_PROXY": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *failed, whole, late = json.loads(ended.stdout)
    return list(zip(cases, failed, strict=True)), whole, late, ended.stderr


def test_every_page_says_so_in_both_languages_and_offers_a_way_on(opened):
    for case, page in opened[0]:
        assert page["boxes"] == 0, case
        assert page["errors"] == [import_failure.SENTENCE], case
        assert import_failure.RELOAD in page["html"], case


def test_once_it_can_be_imported_the_page_is_there_without_a_new_start(opened):
    page = opened[1]
    assert page["errors"] == []
    assert len(page["title"]) == 1


def test_a_later_import_has_the_sentence_of_a_page_that_fails(opened):
    (error,) = opened[2]["errors"]
    assert error.startswith("Something failed inside Trazo")
    assert opened[2]["boxes"] == 0


def test_the_log_says_where_and_not_what(opened):
    cases, _, _, log = opened
    assert SECRET not in log
    assert "Traceback" not in log
    assert log.count("page failed error=RuntimeError") == len(cases) + 1
    for (_, script), _ in cases:
        assert f"where=RuntimeError {script}:" in log or f" > {script}:" in log
