"""A piece of Python as text: its imports, its comments, what it does."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from core.export.texts import Text

LINE_LENGTH = 88
# PEP 8: comments are narrower than code.
COMMENT_LENGTH = 72


@dataclass(frozen=True)
class Code:
    """The Python of one step.

    Attributes:
        imports: What it needs, one statement each.
        body: What it does.
    """

    imports: tuple[str, ...]
    body: str

    def write(self) -> str:
        """Return it as it can stand alone."""
        return "\n\n".join(part for part in (imports(self.imports), self.body) if part)


def imports(statements: Iterable[str]) -> str:
    """Write imports as isort orders them."""
    return "\n".join(
        sorted(
            set(statements),
            key=lambda statement: (statement.startswith("from"), statement.split()[1]),
        )
    )


def comment(text: Text, language: str, **values: object) -> str:
    """Write a comment."""
    return textwrap.fill(
        text.of(language, **values),
        COMMENT_LENGTH,
        initial_indent="# ",
        subsequent_indent="# ",
    )
