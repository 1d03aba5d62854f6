"""A preset replaces the network, and is shown as long as it is the one."""

from core.settings.network import Block, NetworkSpec
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from tests.support.network_page import preset, settings, widget


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
