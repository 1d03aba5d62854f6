"""What a setting may be: a number or a word out of a few, and how a link spells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import SettingOutOfRange, SettingUnknown

Number = int | float
# More characters than any value has: int() on a huge text is slow, then raises.
LONGEST_TEXT = 12


@dataclass(frozen=True)
class NumberOption:
    """The numbers that one setting may be.

    Attributes:
        name: Field of the dataclass that holds it.
        key: Widget key, and name of the URL parameter.
        values: Every allowed number, ascending; all whole, or all floats.
        default: The value in the article.
    """

    name: str
    key: str
    values: Sequence[Number]
    default: Number

    def check(self, value: object) -> None:
        """Accept an allowed number.

        Raises:
            SettingOutOfRange: It is not one of `values`.
        """
        if type(value) is not type(self.default) or value not in self.values:
            raise self._refusal(value)

    def nearest(self, value: Number) -> Number:
        """Return the allowed number closest to `value`, the lower one of two."""
        return min(self.values, key=lambda allowed: (abs(allowed - value), allowed))

    def parse(self, text: str) -> Number:
        """Read the number from a link.

        Raises:
            SettingOutOfRange: It is no number of this kind, or not an allowed one.
        """
        if len(text) > LONGEST_TEXT:
            raise self._refusal(text[:LONGEST_TEXT] + "…")
        try:
            number = type(self.default)(text)
        except ValueError:
            raise self._refusal(text) from None
        self.check(number)
        return number

    def write(self, value: Number) -> str:
        """Spell a number for a link."""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _refusal(self, given: object) -> SettingOutOfRange:
        return SettingOutOfRange(self.name, given, self.values[0], self.values[-1])


@dataclass(frozen=True)
class EnumOption:
    """The words that one setting may be.

    Attributes:
        name: Field of the dataclass that holds it.
        key: Widget key, and name of the URL parameter.
        values: Every allowed word.
        default: The value in the article.
    """

    name: str
    key: str
    values: tuple[str, ...]
    default: str

    def check(self, value: object) -> None:
        """Accept an allowed word.

        Raises:
            SettingUnknown: It is not one of `values`.
        """
        if value not in self.values:
            raise SettingUnknown(self.name, value, self.values)

    def parse(self, text: str) -> str:
        """Read the word from a link.

        Raises:
            SettingUnknown: It is not an allowed one.
        """
        self.check(text)
        return text

    def write(self, value: str) -> str:
        """Spell a word for a link."""
        return value


Choice = NumberOption | EnumOption
