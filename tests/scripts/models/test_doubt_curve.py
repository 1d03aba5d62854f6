"""The thresholds of a doubt are chosen by what they let through."""

from scripts.models import doubt_curve
from scripts.models.doubt_curve import Judged, Pair

LOW, HIGH = Pair(0.1, 0.9), Pair(0.3, 0.9)


def sure(kind, count):
    """Return drawings that are read right, beyond doubt."""
    return [Judged(kind, True, False, 0.0, 1.0)] * count


def test_a_doubt_comes_from_the_network_the_reading_or_a_mark():
    assert Judged("two", False, False, 0.2, 1.0).doubted(LOW)
    assert not Judged("two", False, False, 0.2, 1.0).doubted(HIGH)
    assert Judged("two", False, False, 0.0, 0.89).doubted(HIGH)
    assert Judged("two", False, True, 0.0, 1.0).doubted(HIGH)


def test_the_pair_that_lets_too_many_through_is_out():
    found = [Judged("two", False, False, 0.2, 1.0), *sure("two", 99)]
    assert doubt_curve.choose(found, [LOW, HIGH]) == LOW
    assert doubt_curve.choose(found, [HIGH]) is None


def test_each_kind_has_to_keep_the_bound():
    found = [Judged("two", False, False, 0.2, 1.0), *sure("two", 99)]
    assert doubt_curve.choose(found + sure("three", 900), [HIGH]) is None


def test_of_two_good_pairs_the_one_with_fewer_doubts_wins():
    found = [Judged("two", True, False, 0.2, 1.0), *sure("two", 99)]
    assert doubt_curve.choose(found, [LOW, HIGH]) == HIGH


def test_who_is_chosen_with_is_not_shown():
    assert not doubt_curve.CHOSEN_WRITERS & doubt_curve.SHOWN_WRITERS
