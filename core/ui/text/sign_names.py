"""What signs are called, in the visitor's language: to be said after “Draw:”."""

from core.rooms.signs import Kind, catalogue
from core.ui.text.translate import t


def sign_name(sign: str) -> str:
    """Return the name of a sign with its article, such as “a star”.

    Args:
        sign: Id in the catalogue.
    """
    if catalogue()[sign].kind is Kind.LETTER:
        return t("the letter {letter}", letter=sign)
    return {**_symbols(), **_pictures()}[sign]


def short_name(sign: str) -> str:
    """Return the name of a sign for a chart or a table: a letter is its own.

    Args:
        sign: Id in the catalogue, or one of another version.
    """
    known = catalogue().get(sign)
    if known is None:
        return "?"
    return sign if known.kind is Kind.LETTER else sign_name(sign)


def _symbols() -> dict[str, str]:
    return {
        "check": t("a tick"),
        "cross": t("a cross for “wrong”"),
        "plus": t("a plus sign"),
        "minus": t("a minus sign"),
        "times": t("a times sign"),
        "divide": t("a division sign"),
        "equals": t("an equals sign"),
        "question": t("a question mark"),
        "exclamation": t("an exclamation mark"),
        "arrow_right": t("an arrow to the right"),
        "arrow_left": t("an arrow to the left"),
        "arrow_up": t("an arrow up"),
        "arrow_down": t("an arrow down"),
        "hash": t("a hash sign"),
        "at": t("an at sign"),
        "ampersand": t("an “and” sign"),
        "percent": t("a percent sign"),
        "euro": t("a euro sign"),
        "dollar": t("a dollar sign"),
        "infinity": t("an infinity sign"),
        "pi": t("the Greek letter pi"),
    }


def _pictures() -> dict[str, str]:
    return {
        "circle": t("a circle"),
        "square": t("a square"),
        "triangle": t("a triangle"),
        "diamond": t("a diamond"),
        "heart": t("a heart"),
        "star": t("a star"),
        "smile": t("a smiling face"),
        "frown": t("a sad face"),
        "sun": t("a sun"),
        "moon": t("a moon"),
        "cloud": t("a cloud"),
        "drop": t("a drop"),
        "umbrella": t("an umbrella"),
        "lightning": t("a flash of lightning"),
        "snowflake": t("a snowflake"),
        "tree": t("a tree"),
        "flower": t("a flower"),
        "house": t("a house"),
        "boat": t("a boat"),
        "cup": t("a cup"),
        "envelope": t("an envelope"),
        "eye": t("an eye"),
        "cat": t("a cat’s face"),
        "note": t("a music note"),
        "hourglass": t("an hourglass"),
        "crown": t("a crown"),
        "spiral": t("a spiral"),
    }
