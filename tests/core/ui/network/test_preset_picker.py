"""A preset replaces the network, and is shown as long as it is the one."""

import functools

import pytest

from core.settings.network import Block, NetworkSpec
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.ui.state.session import KEY

SCRIPT = "pages/network.py"


@pytest.fixture
def open_network(open_with):
    """Open the page with a link's parameters: ``open_network(hide="layers")``."""
    return functools.partial(open_with, SCRIPT)


def settings(page):
    """Return the settings of the next run."""
    return page.session_state[KEY].work.settings


def preset(page):
    """Return the preset that is shown as selected."""
    return widget(page, "network_preset").value


def widget(page, key):
    """Return the segmented control with a key."""
    return next(
        element for element in page.get("segmented_control") if element.key == key
    )


def test_a_preset_replaces_network_and_compilation(open_network):
    for chosen in Preset:
        page = open_network(network_blocks="8x7", train_seed="4")
        assert preset(page) is None
        widget(page, "network_preset").set_value(chosen).run()
        assert settings(page) == apply(chosen, RunSettings(seed=4))
        assert preset(page) is chosen
        assert not page.exception


def test_no_preset_is_shown_once_its_network_is_changed(open_network):
    page = open_network()
    page.toggle(key="network_pooling_0").set_value(False).run()
    assert settings(page).network == NetworkSpec((Block(32, 3),))
    assert preset(page) is None
