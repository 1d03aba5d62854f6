"""Writes measured figures into the documents and into what the Draw page shows."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from core import prediction

ROOT = Path(__file__).parents[2]
FIGURES = prediction.ASSETS / "handwriting.json"
ACCURACY = (ROOT / "docs" / "accuracy.md", ROOT / "docs" / "accuracy.es.md")
CARD = prediction.ASSETS / "MODEL_CARD.md"
# The collection whose figures the READMEs quote.
QUOTED = "writers"


def write(
    figures: Mapping[str, Mapping[str, float]], tables: Sequence[Sequence[str]]
) -> None:
    """Update the documents, the card, the READMEs and the figures of the Draw page.

    Args:
        figures: Shares read right, by collection and network.
        tables: Lines of each Markdown table; it replaces the one with the same header.

    Raises:
        ValueError: A document has no such table, or does not quote the old figures.
    """
    for path in ACCURACY:
        text = path.read_text(encoding="utf-8")
        for table in tables:
            text = with_table(text, table)
        path.write_text(text, encoding="utf-8")
    card = CARD.read_text(encoding="utf-8")
    for table in tables:
        # It says less of the other networks than the documents do.
        if table[0] in card.split("\n"):
            card = with_table(card, table)
    CARD.write_text(card, encoding="utf-8")
    before = json.loads(FIGURES.read_text(encoding="utf-8"))[QUOTED]
    for name, spelled in (("README.md", str), ("README.es.md", _in_spanish)):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        for network, share in figures[QUOTED].items():
            old, new = (spelled(f"{part:.2%}") for part in (before[network], share))
            if old not in text:
                raise ValueError(f"{name} does not quote {old}")
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def with_table(text: str, table: Sequence[str]) -> str:
    """Return a document with a table in place of the one with the same header.

    Raises:
        ValueError: The document has no such table.
    """
    lines = text.split("\n")
    start = lines.index(table[0])
    end = start
    while lines[end].startswith("|"):
        end += 1
    return "\n".join([*lines[:start], *table, *lines[end:]])


def _in_spanish(share: str) -> str:
    return share.replace(".", ",").replace("%", " %")
