"""Measured tables replace the old ones, and nothing else in a document."""

import json

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


def test_the_card_gets_the_tables_that_it_has_and_no_others(tmp_path, monkeypatch):
    old, other = "| a | b |\n| --- | --- |\n| 9 | 9 |\n", ["| c |", "| --- |", "| 1 |"]
    files = {
        "accuracy.md": old + "\n| c |\n| --- |\n| 0 |\n",
        "card.md": "Card.\n\n" + old,
        "README.md": "It reads 90.00% of the writers.\n",
        "README.es.md": "Lee el 90,00 % de las personas.\n",
        "figures.json": json.dumps({documents.QUOTED: {"shipped": 0.9}}),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    monkeypatch.setattr(documents, "ACCURACY", (tmp_path / "accuracy.md",))
    monkeypatch.setattr(documents, "CARD", tmp_path / "card.md")
    monkeypatch.setattr(documents, "FIGURES", tmp_path / "figures.json")
    documents.write({documents.QUOTED: {"shipped": 0.95}}, [TABLE, other])
    new = {name: (tmp_path / name).read_text(encoding="utf-8") for name in files}
    assert new["card.md"] == "\n".join(["Card.", "", *TABLE, ""])
    assert new["accuracy.md"] == "\n".join([*TABLE, "", *other, ""])
    assert new["README.md"] == "It reads 95.00% of the writers.\n"
    assert new["README.es.md"] == "Lee el 95,00 % de las personas.\n"
