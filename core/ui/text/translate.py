"""Say things in this visitor's language; read at the moment of drawing."""

from core import i18n
from core.ui.state.session import session


def t(message: str, /, **values: object) -> str:
    """Translate a sentence and fill in its values."""
    text = i18n.translations(session().identity.language).gettext(message)
    return text.format(**values) if values else text


def tn(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Translate a sentence that counts something, as ``{n}``."""
    catalogue = i18n.translations(session().identity.language)
    return catalogue.ngettext(singular, plural, n).format(n=number(n), **values)


def number(value: float, decimals: int = 0) -> str:
    """Write a number as this visitor does."""
    return i18n.number(value, session().identity.language, decimals)


def percent(share: float, decimals: int = 1) -> str:
    """Write a share as a percentage as this visitor does."""
    return i18n.percent(share, session().identity.language, decimals)


def separators() -> str:
    """Return the decimal mark and the group separator, as Plotly wants them."""
    language = session().identity.language
    return i18n.decimal_mark(language) + i18n.group_separator(language)


def plain(value: float) -> str:
    """Write a number with as many decimals as it needs, as this visitor does."""
    return i18n.plain(value, session().identity.language)
