"""The lesson of each step, and the glossary."""


def show(step: int) -> None:
    """Draw the lesson of a step."""


def glossary() -> None:
    """Draw the glossary."""
