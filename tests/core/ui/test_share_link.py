"""The panel that shares settings says how long a class would wait with them."""

from dataclasses import replace

import pytest

from core.config import Config
from core.engine.host_speed import HostSpeed
from core.settings.presets import Preset, apply, preset_of
from core.settings.run import RunSettings
from core.ui import share_link
from core.ui.state import services
from core.ui.state.session import KEY
from tests.support import measured_host
from tests.support.visitor_language import in_language

RECIPE = apply(Preset.CLASS, RunSettings())


@pytest.fixture
def measure(engine, tmp_path):
    """Have the host know how long runs take: ``measure({settings: seconds})``."""

    def write(seconds):
        engine.host_speed = HostSpeed(path=measured_host.write(tmp_path, seconds))

    write({})
    return write


@pytest.fixture(params=["pages/network.py", "pages/train.py"])
def opened(open_with, measure, request):
    """Open the panel on a page: ``opened(train_epochs="3")``."""

    def open_one(**query):
        page = open_with(request.param, **query)
        page.session_state[KEY].widgets.unfolded |= {"share"}
        return page.run()

    return open_one


def said(page):
    """Return what the panel says of the wait."""
    texts = [*page.markdown, *page.caption]
    return " ".join(text.value for text in texts if "thirty" in text.value) + " ".join(
        text.value for text in page.markdown if "long for a lesson" in text.value
    )


def offer(page):
    """Return the button that uses the settings for a class; none where it is not."""
    return [button for button in page.button if button.key == "share_class"]


def test_nothing_is_said_of_a_wait_that_nobody_knows(opened):
    page = opened(lang="en")
    assert "not known yet" in said(page)
    assert "Train once" in said(page)
    assert offer(page) == []


def test_a_short_wait_is_said_and_nothing_offered(opened, measure):
    measure({RunSettings(epochs=2): 3.9})
    page = opened(lang="en", train_epochs="2")
    # 30 runs of 3.9 seconds are 117, and 15 are 58.5.
    assert "wait about 2 minutes" in said(page)
    assert "device, less than a minute." in said(page)
    assert offer(page) == []


def test_a_long_wait_comes_with_settings_that_fit(opened, measure):
    measure({RunSettings(): 43.9, RECIPE: 3.0})
    page = opened(lang="en")
    # 30 runs of 43.9 seconds are 1317, so 22 minutes; 15 are 658.5, so 11.
    assert "wait about 22 minutes" in said(page)
    assert "device, about 11 minutes." in said(page)
    assert "the last one would wait about 2 minutes." in said(page)
    assert "16,000 images" in said(page)
    (button,) = offer(page)
    button.click().run()
    work = page.session_state[KEY].work
    assert preset_of(work.settings) is Preset.CLASS
    assert (work.settings.images, work.settings.epochs) == (16_000, 1)
    assert "wait about 2 minutes" in said(page)
    assert offer(page) == []


def test_the_settings_for_a_class_keep_seed_and_augmentation(opened, measure):
    started = RunSettings(seed=7, rotation=15)
    measure({started: 43.9})
    page = opened(lang="en", train_seed="7", train_rotation="15")
    assert "each training takes a few seconds" in said(page)
    (button,) = offer(page)
    button.click().run()
    work = page.session_state[KEY].work
    assert work.settings == replace(RECIPE, seed=7, rotation=15)
    assert "not known yet" in said(page)


@pytest.mark.parametrize(("seconds", "is_offered"), [(19.9, False), (20.1, True)])
def test_ten_minutes_are_the_bound(opened, measure, seconds, is_offered):
    measure({RunSettings(): seconds})
    assert bool(offer(opened(lang="en"))) is is_offered


def test_a_class_that_uses_them_already_is_offered_nothing(opened, measure):
    measure({RECIPE: 43.9})
    page = opened(
        lang="en",
        network_blocks="8x5p-16x3p",
        network_dense="64",
        network_learning_rate="0.01",
        network_schedule="one_cycle",
        train_batch_size="64",
        train_epochs="1",
        train_images="16000",
    )
    assert "wait about 22 minutes" in said(page)
    assert offer(page) == []


def test_two_workers_halve_the_wait(opened, engine, measure):
    engine.workers_seen = 2
    measure({RunSettings(): 43.9})
    assert "wait about 11 minutes" in said(opened(lang="en"))


def test_an_impossible_network_has_no_wait(open_with, measure):
    page = open_with("pages/network.py", lang="en", network_blocks="8x7p-8x7p-8x7p")
    page.session_state[KEY].widgets.unfolded |= {"share"}
    assert said(page.run()) == ""


def test_nothing_is_computed_while_the_panel_is_closed(open_with, measure):
    measure({RunSettings(): 43.9})
    page = open_with("pages/network.py", lang="en")
    assert said(page) == ""


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (0, "less than a minute", "menos de un minuto"),
        (59, "less than a minute", "menos de un minuto"),
        (60, "about 1 minute", "alrededor de 1 minuto"),
        (61, "about 2 minutes", "unos 2 minutos"),
        (1320, "about 22 minutes", "unos 22 minutos"),
        (3600, "about 60 minutes", "unos 60 minutos"),
        (3601, "about 70 minutes", "unos 70 minutos"),
    ],
)
def test_a_wait_is_rounded_up_to_what_a_lesson_is_planned_in(seconds, english, spanish):
    for language, text in (("en", english), ("es", spanish)):
        assert in_language(language, lambda: share_link.in_minutes(seconds)) == text


@pytest.mark.parametrize(
    ("limits", "said_limit"),
    [
        ({}, None),
        ({"queue_limit": 30}, None),
        ({"queue_limit": 12}, 12),
        ({"address_limit": 8}, 8),
        ({"address_limit": 30}, None),
    ],
)
def test_a_line_that_is_shorter_than_a_class_is_named(
    opened, measure, monkeypatch, limits, said_limit
):
    monkeypatch.setattr(services, "config", lambda: Config(**limits))
    measure({RunSettings(): 43.9})
    page = opened(lang="en")
    texts = [
        each.value for each in page.caption if "train or wait at a time" in each.value
    ]
    expected = f"lets {said_limit} runs of a class"
    assert len(texts) == (said_limit is not None)
    assert all(expected in text for text in texts)
