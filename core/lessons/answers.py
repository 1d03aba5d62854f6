"""A visitor's answers to the questions of the lessons, as they are kept."""

from collections.abc import Mapping

# There are thirty questions, and eight guesses of two entries each.
MOST_ENTRIES = 200
MOST_LETTERS = 40

Answers = Mapping[str, str]


def to_answers(data: object) -> Answers:
    """Validate answers from a file.

    Args:
        data: JSON, not trusted.

    Raises:
        ValueError: They are more, longer or of another kind than Trazo writes.
    """
    if not isinstance(data, dict) or len(data) > MOST_ENTRIES:
        raise ValueError("answers")
    for text in (*data, *data.values()):
        if not isinstance(text, str) or len(text) > MOST_LETTERS:
            raise ValueError("an answer")
    return dict(data)
