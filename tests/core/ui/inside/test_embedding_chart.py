"""The map has each test digit once, in the colour of what it is."""

import numpy as np
import pytest

from core.explain.embedding import EmbeddingMap, Method
from core.ui.inside import embedding_chart
from core.ui.inside.embedding_chart import COLOURS
from tests.support.visitor_language import in_language

# Two of each digit but 9; the second 4 is read as a 9.
LABELS = np.repeat(np.arange(9, dtype=np.uint8), 2)
ANSWERS = LABELS.copy()
ANSWERS[9] = 9
PLACES = np.random.default_rng(6).normal(size=(18, 2)).astype(np.float32)
STAR = np.array([0.25, -0.5], np.float32)


@pytest.fixture
def digit_map():
    """A map of eighteen digits."""
    nothing = np.zeros((18, 3), np.float16)
    return EmbeddingMap(
        scale=1.0,
        features=nothing,
        labels=LABELS,
        test=np.arange(18, dtype=np.int32),
        test_features=nothing,
        test_labels=LABELS,
        test_answers=ANSWERS,
        centre=np.zeros(3, np.float32),
        axes=np.zeros((2, 3), np.float32),
        share=0.5,
        pca=-PLACES,
        tsne=PLACES,
    )


def figure(digit_map, method=Method.TSNE, chosen=None):
    """Return the map."""
    return in_language(
        "en", lambda: embedding_chart.figure(digit_map, method, STAR, chosen)
    )


@pytest.mark.parametrize(("method", "sign"), [(Method.TSNE, 1), (Method.PCA, -1)])
def test_each_digit_is_on_the_map_once_where_the_method_puts_it(
    digit_map, method, sign
):
    points = {}
    for trace in figure(digit_map, method)["data"][:-1]:
        colours = trace["marker"]["color"]
        for n, place in enumerate(trace["customdata"]):
            assert place not in points
            colour = colours if isinstance(colours, str) else colours[n]
            points[place] = (trace["x"][n], trace["y"][n], colour)
    assert sorted(points) == list(range(18))
    for place, (x, y, colour) in points.items():
        np.testing.assert_allclose((x, y), sign * PLACES[place], atol=1e-3)
        assert colour == COLOURS[LABELS[place]]


def test_what_is_read_wrong_is_a_cross_that_says_so(digit_map):
    (wrong,) = [
        t for t in figure(digit_map)["data"] if t["marker"].get("symbol") == "x"
    ]
    assert wrong["customdata"] == [9]
    assert wrong["text"] == ["A 4, read as 9"]


def test_the_drawing_is_a_star_that_cannot_be_pressed(digit_map):
    star = figure(digit_map)["data"][-1]
    assert (star["x"], star["y"], star["customdata"]) == ([0.25], [-0.5], None)


def test_a_ring_is_around_the_digit_that_is_looked_at(digit_map):
    assert (
        len(figure(digit_map, chosen=3)["data"]) == len(figure(digit_map)["data"]) + 1
    )
    ring = figure(digit_map, chosen=3)["data"][-2]
    assert ring["customdata"] == [3]
    assert ring["marker"]["symbol"] == "circle-open"


def test_each_cluster_has_its_name_in_the_middle(digit_map):
    names = figure(digit_map)["layout"]["annotations"]
    assert [name["text"] for name in names] == [f"<b>{digit}</b>" for digit in range(9)]
    middle = np.median(PLACES[4:6], axis=0)
    np.testing.assert_allclose((names[2]["x"], names[2]["y"]), middle, atol=1e-6)
