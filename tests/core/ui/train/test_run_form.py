"""What the button says before it is pressed."""

import types
from functools import partial

import pytest

from core.ui.train import run_status
from tests.support.visitor_language import in_language


def captions(page):
    """Return the page's small texts."""
    return [text.value for text in page.caption]


def test_the_button_tells_how_long_and_how_many_go_first(open_page, engine):
    asked = []

    def estimate(settings, source):
        asked.append((settings.epochs, settings.batch_size))
        return 4.0 * settings.epochs

    engine.host_speed = types.SimpleNamespace(estimate=estimate)
    engine.others = 2
    page = open_page("pages/train.py").run()
    assert not page.exception
    assert "About 40\u00a0s here. 2 runs are before you." in captions(page)
    page = page.slider(key="train_epochs").set_value(3).run()
    assert "About 12\u00a0s here. 2 runs are before you." in captions(page)
    assert asked[-1] == (3, 128)


def test_where_nothing_was_measured_the_button_tells_nothing(open_page, engine):
    page = open_page("pages/train.py").run()
    assert not page.exception
    assert not [text for text in captions(page) if "About" in text or "before" in text]


@pytest.mark.parametrize(
    ("language", "seconds", "before", "said"),
    [
        ("en", 40.2, 0, "About 40\u00a0s here."),
        ("en", None, 1, "1 run is before you."),
        ("en", 0.01, 0, "About 1\u00a0s here."),
        ("en", None, 0, ""),
        (
            "es",
            80.0,
            2,
            "Aquí tarda unos 1\u00a0min 20\u00a0s. "
            "Hay 2 entrenamientos antes que el tuyo.",
        ),
    ],
)
def test_what_is_not_known_is_left_out(language, seconds, before, said):
    expectation = partial(run_status.expectation, seconds, before)
    assert in_language(language, expectation) == said
