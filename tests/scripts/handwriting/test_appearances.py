"""An appearance is as small, as grey and as thin as its name says."""

import cv2
import numpy as np
import pytest

from core.preprocessing.ink import FAINTEST_INK, extract_ink
from scripts.handwriting import appearances, rare_styles
from scripts.handwriting.appearances import APPEARANCES, LARGEST, SMALLEST, WHITE

SEEDS = range(25)


def drawing(name, seed):
    """Return a flat 0 in an appearance."""
    chance = np.random.default_rng(seed)
    lines, _ = rare_styles.zero_flat(chance)
    return APPEARANCES[name](lines, chance, 20)


@pytest.mark.parametrize("name", APPEARANCES)
@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_dark_ink_on_light_paper(name, seed):
    picture = drawing(name, seed)
    assert picture.dtype == np.uint8
    assert np.median(picture[0]) >= int(picture.min()) + FAINTEST_INK


@pytest.mark.parametrize("seed", SEEDS)
def test_small_ink_is_8_to_28_pixels_long(seed):
    picture = drawing("small", seed)
    ink = extract_ink(picture) > WHITE // 2
    longest = max(cv2.boundingRect(ink.view(np.uint8))[2:])
    # Some are shown up to ten times larger again.
    larger = [n for n in range(1, 11) if SMALLEST - 2 <= longest / n <= LARGEST + 2]
    assert larger


@pytest.mark.parametrize("seed", SEEDS)
def test_grey_has_the_contrast_that_is_promised(seed):
    picture = drawing("grey", seed)
    contrast = (int(np.median(picture[0])) - int(picture.min())) / WHITE
    assert contrast >= appearances.FAINTEST * 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thin_line_is_at_most_3_pixels_wide_on_800(seed):
    picture = drawing("thin", seed)
    assert picture.shape == (800, 800)
    inside = cv2.distanceTransform((picture < 128).view(np.uint8), cv2.DIST_L2, 3)
    # Half the width, and more where the line crosses itself.
    assert inside.max() <= 4


@pytest.mark.parametrize("name", [name for name in APPEARANCES if name != "thin"])
def test_a_picture_takes_the_appearance_too(name):
    picture = appearances.canvas(
        [np.array([[0.0, 0], [1, 1]])], np.random.default_rng(1)
    )
    changed = appearances.of_picture(name, picture, np.random.default_rng(2))
    assert not np.array_equal(changed, picture)
