"""Codes that people read from one screen and type on another."""

import secrets

# Without letters and digits that are read for one another.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_code(letters: int) -> str:
    """Return a code that nobody can guess.

    Args:
        letters: How many letters and digits it has. There are 31 to choose from.
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))


def normalized(text: str) -> str:
    """Return a code as it was issued: typed in lower case, with spaces or hyphens."""
    return "".join(letter for letter in text.upper() if letter in ALPHABET)
