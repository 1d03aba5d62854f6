"""Touching digits are cut where they are thin."""

import numpy as np

from core.numbers import cuts
from core.preprocessing import components
from scripts.handwriting import pen


def component(*lines, brush=12):
    """Return the component that lines make."""
    (found,) = components.find(255 - pen.ink([np.array(line) for line in lines], brush))
    return found


def test_the_slices_hold_all_the_ink_once():
    random = np.random.default_rng(4)
    for _ in range(30):
        points = random.uniform(30, 230, (6, 2))
        whole = component(points, brush=int(random.integers(4, 30)))
        pieces = cuts.slices(whole)
        together = components.together([piece.component for piece in pieces])
        np.testing.assert_array_equal(together, whole.ink)
        inked = sum((piece.component.ink > 0).sum() for piece in pieces)
        assert inked == (whole.ink > 0).sum()


def test_a_thread_between_two_strokes_is_cut():
    pieces = cuts.slices(
        component(
            [[60.0, 40], [60, 220]],
            [[60.0, 130], [160, 130]],
            [[160.0, 40], [160, 220]],
        )
    )
    assert len(pieces) >= 2
    assert pieces[0].cut is None
    assert all(piece.cut is not None and piece.cut < 0.15 for piece in pieces[1:])
    assert pieces[0].component.box.right < pieces[-1].component.box.right


def test_a_stroke_and_a_bar_are_not_cut():
    for line in ([[60.0, 40], [70, 220]], [[40.0, 130], [220, 130]]):
        assert len(cuts.slices(component(line))) == 1


def test_a_part_of_any_grey_is_cut_like_a_black_one():
    drawn = (
        ([60.0, 40], [60, 220]),
        ([60.0, 130], [160, 130]),
        ([160.0, 40], [160, 220]),
    )
    black = component(*drawn)
    for grey in range(1, 256, 3):
        pale = components.Component(black.box, np.minimum(black.ink, grey))
        assert len(cuts.slices(pale)) == len(cuts.slices(black)), grey
