"""No rounding says that a softmax is certain, or that it excludes anything."""

from functools import partial

import pytest

from core.ui.text.probabilities import probability, probability_in_words
from tests.support.visitor_language import in_language


@pytest.mark.parametrize(
    ("share", "english", "spanish"),
    [
        (0.5, "50.0%", "50,0\u00a0%"),
        (0.999, "99.9%", "99,9\u00a0%"),
        (0.99951, ">99.9%", ">99,9\u00a0%"),
        (1.0, ">99.9%", ">99,9\u00a0%"),
        (0.0004, "<0.1%", "<0,1\u00a0%"),
        (0.0, "<0.1%", "<0,1\u00a0%"),
    ],
)
def test_next_to_0_and_1_only_the_bound_is_written(share, english, spanish):
    for language, expected in (("en", english), ("es", spanish)):
        assert in_language(language, lambda: probability(share)) == expected


def test_a_finer_bound_has_more_decimals():
    def say(share):
        return in_language("en", lambda: probability(share, certain=0.9999, decimals=2))

    assert [say(share) for share in (0.99995, 0.9998, 0.00005)] == [
        ">99.99%",
        "99.98%",
        "<0.01%",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["more than 99.9%", "50.0%", "less than 0.1%"]),
        ("es", ["más del 99,9\u00a0%", "50,0\u00a0%", "menos del 0,1\u00a0%"]),
    ],
)
def test_in_a_sentence_the_bound_is_in_words(language, words):
    assert [
        in_language(language, partial(probability_in_words, share))
        for share in (1.0, 0.5, 0.0)
    ] == words
