"""The catalogue of signs: each can be drawn and has a name and a picture of its own."""

import itertools

import numpy as np
import pytest

from core import i18n
from core.rooms import lookalikes, sign_lines, signs
from core.rooms.sign_image import rendered
from core.rooms.signs import Kind, catalogue
from core.ui.text.sign_names import sign_name
from tests.support.visitor_language import in_language

SIGNS = list(catalogue().values())
# Of digits that are written like letters, and of letters that are.
LIKE_DIGITS = set("BGIOSZ")


def names(language):
    """Return the name of each sign in a language."""
    return in_language(language, lambda: [sign_name(sign.id) for sign in SIGNS])


def test_there_are_some_sixty_of_three_kinds():
    assert 60 <= len(SIGNS) <= 75
    assert {sign.kind for sign in SIGNS} == set(Kind)
    letters = {sign.id for sign in SIGNS if sign.kind is Kind.LETTER}
    assert not letters & LIKE_DIGITS


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_every_sign_fills_its_square(sign):
    points = np.array([point for line in sign.lines for point in line])
    assert points.min() >= -5
    assert points.max() <= signs.BOX + 5
    assert np.ptp(points, axis=0).max() >= 0.6 * signs.BOX


def test_no_two_signs_have_the_same_picture_but_those_that_look_alike():
    pictures = {sign.id: rendered(sign, 28).astype(float) for sign in SIGNS}
    for first, second in itertools.combinations(pictures, 2):
        if second not in lookalikes.rivals(first):
            assert np.abs(pictures[first] - pictures[second]).mean() > 4


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_sign_has_a_name_of_its_own_that_can_follow_draw(language):
    found = names(language)
    assert len(set(found)) == len(SIGNS)
    articles = {"en": ("a ", "an ", "the "), "es": ("un ", "una ", "la ")}
    assert all(name.startswith(articles[language]) for name in found)
    assert max(map(len, found)) <= 28


def test_lookalikes_are_signs_of_the_catalogue():
    assert frozenset().union(*lookalikes.GROUPS) <= catalogue().keys()


def test_each_of_two_lookalikes_is_the_others_rival():
    assert lookalikes.rivals("X") == {"cross", "times"}
    assert "X" in lookalikes.rivals("times")
    assert not lookalikes.rivals("star")
    assert lookalikes.apart(["star", "X"])
    assert list(lookalikes.clashes(["times", "star", "X"])) == [("X", "times")]


def test_a_line_with_corners_has_its_points_and_a_dot_one():
    lines = sign_lines.parse("L 0,10 50,0; D 3,4")
    assert lines == (((0, 10), (50, 0)), ((3, 4),))


def test_a_smooth_line_runs_through_its_points_and_is_straight_on_a_line():
    (line,) = sign_lines.parse("S 0,0 10,20 40,5")
    assert {(0, 0), (10, 20), (40, 5)} <= set(line)
    (straight,) = sign_lines.parse("S 0,0 10,10 20,20 30,30")
    assert all(x == pytest.approx(y) for x, y in straight)


def test_an_ellipse_lies_on_its_equation_and_runs_between_its_angles():
    (line,) = sign_lines.parse("O 50,40 20,10 90,180")
    for x, y in line:
        assert ((x - 50) / 20) ** 2 + ((y - 40) / 10) ** 2 == pytest.approx(1)
    assert line[0] == pytest.approx((50, 50))
    assert line[-1] == pytest.approx((30, 40))


@pytest.mark.parametrize("text", ["Z 0,0 1,1", "O 1,1", "L 1"])
def test_what_is_no_stroke_is_an_error(text):
    with pytest.raises(ValueError, match=r"."):
        sign_lines.parse(text)
