"""A visitor corrupts the digit, switches filters off, and restores both."""

import re

from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily


def test_a_turned_digit_and_a_network_without_filters_are_told_and_put_back(
    open_visitor,
):
    visitor = open_visitor("/inside")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    press_steadily(visitor.page.get_by_text("Break it", exact=True))
    answer = visitor.part("inside_spoilt_answer")
    expect(answer).to_have_text("Move a slider: how much can your digit bear?")
    chart = visitor.part("inside_spoilt_probabilities").get_by_role("figure")
    before = chart.get_attribute("aria-label")
    assert "7: 100.0%" in before

    turn = visitor.part("inside_rotation").get_by_role("slider")
    turn.press("End")
    expect(answer).to_have_text(re.compile("^(Now|It still says)"))
    expect(chart).not_to_have_attribute("aria-label", before)
    press_steadily(visitor.page.get_by_text("What if every digit were like that?"))
    expect(visitor.part("inside_robustness")).to_contain_text(
        re.compile(r"At 180°, where your slider stands, about \d+%")
    )

    press_steadily(visitor.part("inside_break").get_by_text("The network", exact=True))
    filters = visitor.part("inside_off_0").get_by_role("button")
    expect(filters).to_have_count(24)
    press_steadily(filters.nth(4))
    lost = visitor.part("inside_lost")
    expect(lost).to_contain_text("1 filter is off.")
    expect(lost).to_contain_text(
        re.compile(r"Of 1,000 test digits it read 9\d\.\d% right, and now \d")
    )
    expect(filters.nth(4)).to_have_attribute("aria-pressed", "true")
    expect(filters.nth(4)).to_contain_text("off")

    assert in_both_themes(visitor.page) == []
    visitor.press("inside_mend")
    expect(lost).to_contain_text("All filters are on.")
    expect(filters.nth(4)).to_have_attribute("aria-pressed", "false")
    press_steadily(visitor.part("inside_break").get_by_text("The digit", exact=True))
    expect(turn).to_have_value("0")
    expect(chart).to_have_attribute("aria-label", before)
    assert in_both_themes(visitor.page) == []
