"""The Network page edits the next run's network, and reports invalid ones."""

import pytest

from core.settings.layers import POOLINGS
from core.settings.network import MOST_BLOCKS, MOST_DENSE, NetworkSpec
from core.settings.presets import Preset
from core.settings.run import RunSettings
from tests.support.network_page import preset, settings, widget

BROKEN = "32x3p-32x3p-32x3p-32x3p"


def picture(page):
    """Return the picture of the layers, as HTML."""
    bodies = [element.proto.body for element in page.get("html")]
    return next(body for body in bodies if 'class="layers"' in body)


def keys(page):
    """Return the keys of the buttons."""
    return {button.key for button in page.button}


def test_it_begins_with_the_network_of_the_article(open_network):
    page = open_network()
    assert settings(page) == RunSettings()
    assert preset(page) is Preset.ARTICLE
    assert "26×26×32" in picture(page)
    assert "692,352 parameters" in picture(page)
    assert "693,962" in " ".join(text.value for text in page.markdown)


def test_the_controls_of_a_block_change_it_alone(open_network):
    page = open_network(network_blocks="16x3p-8x3")
    page.select_slider(key="network_filters_1").set_value(64).run()
    widget(page, "network_kernel_1").set_value(5).run()
    page.toggle(key="network_pooling_1").set_value(True).run()
    assert settings(page).network.write_blocks() == "16x3p-64x5p"


@pytest.mark.parametrize(("letter", "kind"), POOLINGS.items())
def test_every_kind_of_pooling_can_be_chosen_for_a_block(open_network, letter, kind):
    page = open_network(network_blocks="16x3p-8x3")
    widget(page, "network_pooling_kind_0").set_value(kind).run()
    assert settings(page).network.write_blocks() == f"16x3{letter}-8x3"
    assert kind in picture(page)
    assert widget(page, "network_pooling_kind_0").value == kind


@pytest.mark.parametrize(("letter", "kind"), POOLINGS.items())
def test_a_link_opens_with_the_kind_of_pooling_that_it_names(
    open_network, letter, kind
):
    page = open_network(network_blocks=f"16x3{letter}")
    assert page.toggle(key="network_pooling_0").value is True
    assert widget(page, "network_pooling_kind_0").value == kind


def test_a_pooling_that_is_switched_on_is_the_usual_one(open_network):
    page = open_network(network_blocks="16x3")
    assert "network_pooling_kind_0" not in {
        element.key for element in page.get("segmented_control")
    }
    page.toggle(key="network_pooling_0").set_value(True).run()
    assert settings(page).network.write_blocks() == "16x3p"


def test_blocks_are_added_until_there_are_as_many_as_may_be(open_network):
    page = open_network(network_blocks="4x3")
    for _ in range(MOST_BLOCKS - 1):
        page.button(key="network_add_block").click().run()
    assert len(settings(page).network.blocks) == MOST_BLOCKS
    assert page.button(key="network_add_block").disabled


def test_removing_a_block_leaves_the_others_as_they_are(open_network):
    page = open_network(network_blocks="4x7-8x5p-16x3")
    page.button(key="network_remove_block_0").click().run()
    assert settings(page).network.write_blocks() == "8x5p-16x3"
    assert page.select_slider(key="network_filters_0").value == 8
    assert widget(page, "network_kernel_0").value == 5
    assert page.toggle(key="network_pooling_0").value is True
    assert "network_remove_block_2" not in keys(page)


def test_a_network_without_any_hidden_layer_is_possible(open_network):
    page = open_network()
    page.button(key="network_remove_block_0").click().run()
    page.button(key="network_remove_dense_0").click().run()
    assert settings(page).network == NetworkSpec((), ())
    assert "7,850 parameters" in picture(page)


def test_dense_layers_are_added_changed_and_removed(open_network):
    page = open_network()
    for _ in range(MOST_DENSE - 1):
        page.button(key="network_add_dense").click().run()
    assert page.button(key="network_add_dense").disabled
    page.select_slider(key="network_units_2").set_value(16).run()
    page.button(key="network_remove_dense_0").click().run()
    assert settings(page).network.dense == (64, 16)
    assert page.select_slider(key="network_units_1").value == 16


def test_what_holds_for_all_layers_is_kept(open_network):
    page = open_network()
    widget(page, "network_activation").set_value("tanh").run()
    widget(page, "network_batch_norm").set_value("yes").run()
    page.slider(key="network_dropout").set_value(25).run()
    assert settings(page).network == NetworkSpec(
        activation="tanh", batch_norm=True, dropout=25
    )
    for layer in ("BatchNormalization", "Activation", "Dropout"):
        assert layer in picture(page)


def test_an_impossible_network_is_told_at_the_layer_that_breaks_it(open_network):
    page = open_network(network_blocks=BROKEN)
    drawn, _, broken = picture(page).partition("broken")
    assert "1×1×32" in drawn
    assert "Block 4 cannot be built" in broken
    assert "Flatten" not in picture(page)
    page.button(key="network_remove_block_3").click().run()
    assert "broken" not in picture(page)


def test_a_network_that_is_too_big_is_told_at_its_largest_layer(open_network):
    page = open_network(network_blocks="64x3")
    drawn, _, broken = picture(page).partition("broken")
    assert "5,537,920 parameters" in drawn
    assert "5,539,850" in broken


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        ("presets", "network_preset"),
        ("layers", "network_activation"),
        ("compile", "network_optimizer"),
    ],
)
def test_a_teachers_link_hides_controls_and_leaves_the_picture(
    open_network, hidden, gone
):
    shown = {"network_preset", "network_activation", "network_optimizer"}
    page = open_network(hide=hidden)
    there = {element.key for element in page.get("segmented_control")}
    assert shown & there == shown - {gone}
    assert "26×26×32" in picture(page)


def test_a_run_that_goes_on_is_left_alone(open_network, engine):
    page = open_network()
    page.switch_page("pages/train.py").run()
    page.button(key="train_start").click().run()
    page.switch_page("pages/network.py").run()
    page.button(key="network_add_block").click().run()
    assert not page.exception
    assert engine.started[0].settings == RunSettings()
    assert len(settings(page).network.blocks) == 2
