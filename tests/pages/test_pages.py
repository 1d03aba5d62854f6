"""Pages show the right texts and widgets in every language."""

import subprocess
import sys
from pathlib import Path

import pytest

from core import i18n
from core.settings.run import RunSettings
from core.ui import layout
from tests.support.drawings import SEVEN
from tests.support.patience import PATIENCE_SECONDS
from tests.support.root import ROOT
from tests.support.visitor_language import heading

SCRIPTS = [page.script for page in layout.EVERY_PAGE]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("page", layout.EVERY_PAGE, ids=SCRIPTS)
def test_every_page_opens_in_every_language(open_with, page, language):
    opened = open_with(page.script, lang=language)
    assert opened.title[0].value == heading(page, language)
    assert opened.get("segmented_control")[0].value == language


def test_every_script_is_a_page_and_its_address_is_its_name():
    scripts = [f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")]
    assert sorted(SCRIPTS) == sorted(["app.py", *scripts])
    for page in layout.EVERY_PAGE:
        name = Path(page.script).stem
        assert page.path == ("/" if page is layout.HOME else f"/{name}")


def test_the_train_page_wakes_the_engine(open_page, engine):
    open_page("pages/train.py").run()
    assert engine.woken == 1


def test_train_starts_a_run_with_the_settings_of_the_link(open_page, engine):
    page = open_page("pages/train.py")
    page.query_params["train_epochs"] = "4"
    page.query_params["train_seed"] = "9"
    page.run().button(key="train_start").click().run()
    assert engine.started[0].settings == RunSettings(epochs=4, seed=9)
    assert not [button for button in page.button if button.key == "train_start"]


CONTROLS = (
    "slider",
    "select_slider",
    "segmented_control",
    "selectbox",
    "number_input",
    "toggle",
    "pills",
    "file_uploader",
)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_control_has_a_sentence_of_help(open_page, script):
    page = open_page(script).run()
    controls = [control for kind in CONTROLS for control in page.get(kind)]
    assert controls
    for control in controls:
        assert len(control.proto.help) > 15, control.proto.label


def test_an_impossible_network_cannot_be_trained_and_says_why(open_page):
    page = open_page("pages/train.py")
    page.query_params["network_blocks"] = "8x7p-8x7p-8x7p"
    page.run()
    assert page.button(key="train_start").disabled
    assert "Block 3 cannot be built" in page.error[0].value


def test_a_locked_link_hides_controls_and_keeps_their_settings(open_page, engine):
    page = open_page("pages/train.py")
    page.query_params["train_batch_size"] = "64"
    page.query_params["hide"] = "batch_size.images.seed.augmentation"
    page.run()
    assert not page.select_slider
    assert not page.number_input
    page.button(key="train_start").click().run()
    assert engine.started[0].settings == RunSettings(batch_size=64)


def test_sliders_change_the_settings(open_page, engine):
    page = open_page("pages/train.py").run()
    page.slider(key="train_epochs").set_value(2).run()
    page.select_slider(key="train_batch_size").set_value(512).run()
    page.slider(key="train_images").set_value(1000).run()
    page.button(key="train_start").click().run()
    assert engine.started[0].settings == RunSettings(2, 512, 1000)


def answer(page):
    """Return the big answer, as HTML."""
    bodies = [element.proto.body for element in page.get("html")]
    return next(body for body in bodies if 'role="status"' in body)


def test_a_drawing_gets_an_answer(open_page, canvas):
    page = open_page("pages/draw.py").run()
    assert "Draw something." in answer(page)
    canvas.json_data = SEVEN
    page.run()
    assert '<p class="answer size-1">7</p>' in answer(page)


def test_nonsense_from_a_canvas_is_told(open_page, canvas):
    canvas.json_data = {"objects": "no strokes"}
    page = open_page("pages/draw.py").run()
    assert not page.exception
    assert "cannot be read" in page.warning[0].value


WEB = f"""
import functools, sys, types
from streamlit.components.v2 import manifest_scanner
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)
fake = types.ModuleType("streamlit_drawable_canvas")
fake.st_canvas = lambda **arguments: types.SimpleNamespace(json_data=None)
sys.modules["streamlit_drawable_canvas"] = fake
from streamlit.testing.v1 import AppTest
for script in sys.argv[1:]:
    page = AppTest.from_file("app.py", default_timeout={PATIENCE_SECONDS})
    page = page if script == "app.py" else page.switch_page(script)
    assert not page.run().exception
heavy = {{"tensorflow", "keras", "core.training"}} & set(sys.modules)
sys.exit(f"the web process imported {{heavy}}" if heavy else 0)
"""


@pytest.mark.thorough
def test_the_web_process_never_loads_tensorflow(trazo_home, empty_cache):
    ended = subprocess.run([sys.executable, "-c", WEB, *SCRIPTS], cwd=ROOT, check=False)
    assert ended.returncode == 0
