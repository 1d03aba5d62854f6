"""Measured tables replace the old ones, and nothing else in a document."""

import pytest

from scripts.models import documents

TABLE = ["| a | b |", "| --- | --- |", "| 1 | 2 |", "| 3 | 4 |"]


def test_a_table_replaces_the_one_with_its_header():
    text = "Before.\n\n| a | b |\n| --- | --- |\n| 9 | 9 |\n\nAfter.\n"
    assert documents.with_table(text, TABLE) == "\n".join(
        ["Before.", "", *TABLE, "", "After.", ""]
    )


def test_a_table_that_the_document_lacks_is_an_error():
    with pytest.raises(ValueError, match="a"):
        documents.with_table("| b | a |\n", TABLE)
