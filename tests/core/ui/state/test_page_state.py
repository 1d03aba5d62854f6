"""What the pages remember of a visit."""

from core.preprocessing.mnist_format import Step
from core.ui.state.page_state import DigitState


def test_a_step_that_is_left_out_is_noticed():
    digit = DigitState()
    assert not digit.steps_left_out()
    digit.steps -= {Step.CENTRE}
    assert digit.steps_left_out()
