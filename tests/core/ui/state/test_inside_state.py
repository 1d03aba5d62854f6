"""What is broken on the Inside page belongs to the network that it was broken in."""

from core.evaluation.corruptions import Strengths
from core.ui.state.inside_state import Broken
from core.ui.state.page_state import SHIPPED

OFF = frozenset({(0, 3), (0, 5)})


def test_filters_are_off_in_their_own_network_alone():
    broken = Broken(network="run", off=OFF)
    assert broken.off_in("run") == OFF
    assert broken.off_in(SHIPPED) == frozenset()
    assert broken.anything("run")
    assert not broken.anything(SHIPPED)


def test_a_disturbed_digit_is_broken_for_every_network():
    broken = Broken(strengths=Strengths(noise=10))
    assert broken.anything(SHIPPED)
    assert broken.anything("run")
