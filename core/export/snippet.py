"""Builds pieces of exported Python: imports, comments and code."""

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
        imports: Import statements that the body needs.
        body: The code after the imports.
    """

    imports: tuple[str, ...]
    body: str

    def write(self) -> str:
        """Return the imports and the body as one text."""
        return "\n\n".join(part for part in (imports(self.imports), self.body) if part)


def imports(statements: Iterable[str]) -> str:
    """Return import statements in isort's order, one per line, without repetitions."""
    return "\n".join(
        sorted(
            set(statements),
            key=lambda statement: (
                statement.startswith("from"),
                statement.split()[1].lower(),
            ),
        )
    )


def comment(text: Text, language: str, **values: object) -> str:
    """Return a text as a Python comment, wrapped.

    Args:
        text: The text.
        language: A key of `core.i18n.LANGUAGES`.
        values: Values of the text's placeholders.
    """
    return textwrap.fill(
        text.in_language(language, **values),
        COMMENT_LENGTH,
        initial_indent="# ",
        subsequent_indent="# ",
    )
