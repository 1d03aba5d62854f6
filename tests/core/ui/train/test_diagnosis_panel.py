"""What a diagnosis says on the page, when it says it, and what its button sets."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.diagnosis import Diagnosis, Finding
from core.runs.progress import Ending
from core.settings.network import NetworkSpec
from core.settings.run import RunSettings
from core.ui.train import diagnosis_panel
from tests.support.patience import PATIENCE_SECONDS

SETTINGS = RunSettings(learning_rate=0.3, network=NetworkSpec(blocks=(), dense=()))
FIX = replace(SETTINGS, learning_rate=0.001)


def show(run):
    """Draw the panel, as a page does."""
    from core.ui.state.session import session  # noqa: PLC0415  this is a script
    from core.ui.train import diagnosis_panel  # noqa: PLC0415  as above

    session().identity.language = "en"
    diagnosis_panel.panel(run)


@pytest.fixture
def open_panel(engine, trazo_home, monkeypatch):
    """Draw the panel of a run that is diagnosed so."""

    def open_one(diagnosis, *, is_over=True):
        monkeypatch.setattr(diagnosis_panel, "diagnose", lambda *_, **__: diagnosis)
        run = Run(RunSpec.training(SETTINGS, loader.Source.SAMPLE))
        if is_over:
            run.cancel(Ending.STOPPED)
        page = AppTest.from_function(
            show, default_timeout=PATIENCE_SECONDS, kwargs={"run": run}
        )
        page.run()
        assert not page.exception
        return page

    return open_one


@pytest.mark.parametrize("finding", Finding)
def test_while_a_run_goes_on_only_what_is_urgent_is_said(open_panel, finding):
    is_urgent = finding in {
        Finding.DIVERGED,
        Finding.NOT_LEARNING,
        Finding.SATURATED,
    }
    assert len(open_panel(Diagnosis(finding), is_over=False).markdown) == is_urgent
    (said,) = open_panel(Diagnosis(finding, best_epoch=7)).markdown
    assert said.value.startswith("**")
    assert ("epoch 7" in said.value) == (finding is Finding.OVERFITTING)


def test_without_a_diagnosis_nothing_is_said(open_panel):
    page = open_panel(None)
    assert not page.markdown
    assert not page.button


def test_a_press_sets_what_the_button_says_and_no_more(open_panel):
    page = open_panel(Diagnosis(Finding.DIVERGED, FIX))
    page.session_state["trazo"].work.settings = SETTINGS
    (button,) = page.run().button
    assert "0.001" in button.label
    assert "network" not in button.label
    page = button.click().run()
    assert page.session_state["trazo"].work.settings == FIX
    assert not page.button
    assert [said.value for said in page.caption] == [
        button.label.replace("Set ", "Set for the next run: ", 1) + "."
    ]


def test_a_network_that_is_too_small_is_replaced_by_the_article_s(open_panel):
    page = open_panel(Diagnosis(Finding.TOO_SMALL, RunSettings(learning_rate=0.3)))
    assert "the article’s network" in page.button[0].label
