"""The curve has the visitor's own digit on it, above what guessing gives."""

import numpy as np

from core.evaluation.robustness import Robustness
from core.ui.inside import robustness_chart
from tests.support.visitor_language import in_language

MEASURED = Robustness(np.array([-4.0, 0.0, 4.0]), np.array([0.2, 1.0, 0.4]), 100)


def test_the_slider_stands_on_the_curve():
    figure = in_language(
        "en", lambda: robustness_chart.figure(MEASURED, 2.0, "Shift in pixels")
    )
    guessing, curve, slider = figure["data"]
    assert (curve["x"], curve["y"]) == ([-4, 0, 4], [0.2, 1.0, 0.4])
    assert (slider["x"], slider["y"]) == ([2.0], [0.7])
    assert (guessing["x"], guessing["y"]) == ([-4, 4], [0.1, 0.1])
    assert figure["layout"]["xaxis"]["title"]["text"] == "Shift in pixels"
