"""Changed pages also pass axe-core's checks of WCAG 2.2 A and AA."""

from playwright.sync_api import expect

from tests.support.axe import in_both_themes


def test_axe_finds_nothing_where_a_network_is_impossible(open_visitor):
    visitor = open_visitor("/network?network_blocks=8x7p-8x7p-8x7p")
    visitor.settle()
    assert in_both_themes(visitor.page) == []


def test_axe_finds_nothing_after_two_runs(open_visitor):
    visitor = open_visitor(
        "/train?train_epochs=1&train_images=500&network_blocks=none&network_dense=16"
    )
    visitor.press("train_start")
    visitor.trained()
    visitor.press("train_start")
    expect(visitor.part("train_runs")).to_be_visible()
    assert in_both_themes(visitor.page) == []
