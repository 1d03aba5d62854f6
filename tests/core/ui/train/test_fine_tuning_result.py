"""Before and after a lesson, in numbers with their sign, and on what it was tested."""

from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets.own_drawings import ENOUGH, LabelledDrawings
from core.runs.fine_tuning import Outcome, Score
from tests.support.patience import PATIENCE_SECONDS

LEARNED = Outcome(Score(0.9891, 0.5), Score(0.9885, 0.95))


def show(run, language):
    """Draw the result, as a page does."""
    from core.ui.state.session import session  # noqa: PLC0415  this is a script
    from core.ui.train import fine_tuning_result  # noqa: PLC0415  as above

    session().identity.language = language
    fine_tuning_result.outcome(run)


@pytest.fixture
def open_result(engine, trazo_home):
    """Draw the result of a lesson on so many drawings."""

    def open_one(outcome, drawings, language="en"):
        hand = LabelledDrawings(
            np.arange(drawings * 784).reshape(-1, 28, 28).astype(np.uint8),
            np.arange(drawings).astype(np.uint8) % 10,
        )
        run = SimpleNamespace(
            state=SimpleNamespace(outcome=outcome),
            fine_tuning=SimpleNamespace(drawings=hand),
        )
        page = AppTest.from_function(
            show,
            default_timeout=PATIENCE_SECONDS,
            kwargs={"run": run, "language": language},
        )
        page.run()
        assert not page.exception
        return page

    return open_one


@pytest.mark.parametrize(
    ("language", "values", "changes"),
    [
        ("en", ["98.85%", "95.0%"], ["-0.06 points", "+45.0 points"]),
        ("es", ["98,85 %", "95,0 %"], ["-0,06 puntos", "+45,0 puntos"]),
    ],
)
def test_each_score_has_its_change_with_a_sign(open_result, language, values, changes):
    page = open_result(LEARNED, ENOUGH, language)
    plain = [metric.value.replace("\u00a0", " ") for metric in page.metric]
    assert plain == values
    assert [metric.delta for metric in page.metric] == changes


def test_a_score_that_stays_has_no_sign(open_result):
    same = Score(0.98, 0.5)
    assert [metric.delta for metric in open_result(Outcome(same, same), 3).metric] == [
        "0.00 points",
        "0.0 points",
    ]


@pytest.mark.parametrize(
    ("drawings", "said"),
    [
        (0, []),
        (ENOUGH - 1, ["the same drawings it practised on"]),
        (ENOUGH, ["practised on 9 drawings and was tested on 3"]),
        (2 * ENOUGH, ["practised on 18 drawings and was tested on 6"]),
    ],
)
def test_it_says_on_what_it_was_tested(open_result, drawings, said):
    captions = [caption.value for caption in open_result(LEARNED, drawings).caption]
    assert len(captions) == len(said)
    for caption, words in zip(captions, said, strict=True):
        assert words in caption


def test_a_run_that_is_no_lesson_has_no_result(open_result):
    assert not open_result(None, ENOUGH).metric
