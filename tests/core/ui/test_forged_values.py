"""Forged values, which no widget offers, do not change a page."""

import pytest


@pytest.mark.parametrize(
    ("script", "key"),
    [
        ("app.py", "lang"),
        ("pages/data.py", "data_digit"),
        ("pages/data.py", "data_set"),
        ("pages/network.py", "network_kernel_0"),
        ("pages/network.py", "network_optimizer"),
        ("pages/inside.py", "inside_look"),
        ("pages/data.py", "data_label"),
        ("pages/data.py", "data_zoom"),
        ("pages/draw.py", "draw_input"),
        ("pages/evaluate.py", "evaluate_network"),
    ],
)
def test_a_choice_that_must_be_made_cannot_be_taken_back(open_page, script, key):
    page = open_page(script).run()
    chosen = page.segmented_control(key=key).value
    page = page.segmented_control(key=key).set_value(None).run()
    assert not page.exception
    page = page.run()
    assert not page.exception
    assert page.segmented_control(key=key).value == chosen
