"""What a network is compiled with is kept."""

import functools

import pytest

from core.settings.run import Loss, Optimizer, RunSettings, Schedule
from core.ui.state.session import KEY

SCRIPT = "pages/network.py"


@pytest.fixture
def open_network(open_with):
    """Open the page with a link's parameters: ``open_network(hide="layers")``."""
    return functools.partial(open_with, SCRIPT)


def settings(page):
    """Return the settings of the next run."""
    return page.session_state[KEY].work.settings


def widget(page, key):
    """Return the segmented control with a key."""
    return next(
        element for element in page.get("segmented_control") if element.key == key
    )


def test_what_it_is_compiled_with_is_kept(open_network):
    page = open_network()
    widget(page, "network_optimizer").set_value("sgd").run()
    page.select_slider(key="network_learning_rate").set_value(0.1).run()
    widget(page, "network_schedule").set_value("one_cycle").run()
    widget(page, "network_loss").set_value("mean_squared_error").run()
    assert settings(page) == RunSettings(
        optimizer=Optimizer.SGD,
        learning_rate=0.1,
        schedule=Schedule.ONE_CYCLE,
        loss=Loss.SQUARED_ERROR,
    )
