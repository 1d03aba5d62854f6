"""What a way to read a drawing says of itself."""

import pytest

from core.numbers.graph import Way
from core.preprocessing.marks import Mark

COMMA, MINUS = Mark.COMMA.value, Mark.MINUS.value


@pytest.mark.parametrize(
    ("text", "digits", "runs", "marks"),
    [
        ("7", "7", ("7",), ()),
        (f"1{COMMA}25", "125", ("1", "25"), (Mark.COMMA,)),
        (f"{MINUS}5", "5", ("5",), (Mark.MINUS,)),
        (f"1{COMMA}2{COMMA}3{MINUS}", "123", ("1", "2", "3"), (Mark.COMMA, Mark.MINUS)),
        (Mark.OTHER.value, "", (), (Mark.OTHER,)),
        ("", "", (), ()),
    ],
)
def test_digits_and_marks_are_told_apart(text, digits, runs, marks):
    way = Way(text)
    assert (way.digits, way.runs, way.marks) == (digits, runs, marks)


def test_something_is_left_out_where_there_are_digits_and_marks():
    # A group for each digit; which components it has plays no part.
    assert Way(f"1{COMMA}2", groups=((), ())).left_out
    assert not Way("12", groups=((), ())).left_out
    assert not Way(Mark.OTHER.value).left_out
