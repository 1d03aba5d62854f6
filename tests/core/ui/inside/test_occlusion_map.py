"""The maps of occlusion show which ink mattered."""

from dataclasses import replace

import numpy as np

from core import prediction
from core.explain import occlusion
from core.ui.inside import occlusion_map
from core.ui.state.inside_state import Look
from core.ui.state.session import KEY


def test_the_maps_are_those_of_the_answer_and_of_the_digit_asked_for(drawn, seen):
    drawn.run()
    visit = drawn.session_state[KEY]
    visit.inside = replace(visit.inside, look=Look.INK)
    drawn.run()
    network = prediction.shipped()
    shares = network.probabilities(seen[-1][None])[0]
    lost = occlusion.maps(seen[-1], network.probabilities)
    runner_up = int(np.argsort(-shares)[1])
    assert drawn.get("pills")[0].value == runner_up
    visit.inside = replace(visit.inside, digit=9)
    drawn.run()
    said = drawn.markdown[-1].value
    assert f"falls from more than 99.9% to {shares[7] - lost[7].max():.1%}" in said
    assert "Against “9”" in said
    assert f"rises from less than 0.1% to {shares[9] - lost[9].min():.1%}" in said


def test_the_answer_is_not_compared_with_itself(drawn):
    drawn.run()
    visit = drawn.session_state[KEY]
    visit.inside = replace(visit.inside, look=Look.INK, digit=7)
    drawn.run()
    assert not drawn.exception
    assert drawn.get("pills")[0].value != 7


def test_ink_that_speaks_for_a_digit_is_blue_and_against_it_orange():
    seen = np.zeros((28, 28), np.float32)
    seen[4:24, 13:15] = 1
    lost = np.zeros((28, 28), np.float32)
    lost[5, 13], lost[20, 14] = 0.4, -0.2
    overlay = occlusion_map.overlay(seen, lost)
    assert overlay.shape == (224, 224, 3)
    assert overlay.dtype == np.uint8
    # Each number of the drawing is a square.
    pixels = overlay[::8, ::8].astype(int)
    assert (overlay == pixels.repeat(8, 0).repeat(8, 1)).all()
    red, _, blue = pixels[5, 13]
    assert blue > red
    red, _, blue = pixels[20, 14]
    assert red > blue
    # Paper stays white, and other ink grey.
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert len(set(pixels[10, 13].tolist())) == 1
