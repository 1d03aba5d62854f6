"""What a setting may be: a number, a word out of a few, on or off; and its spelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.errors import SettingOutOfRange, SettingUnknown

N = TypeVar("N", int, float)
W = TypeVar("W", bound=str)
# More characters than any value has: int() on a huge text is slow, then raises.
LONGEST_TEXT = 12
# How a link spells what is off or on.
FLAGS = {"no": False, "yes": True}


@dataclass(frozen=True)
class NumberOption(Generic[N]):
    """The numbers that one setting may be.

    Attributes:
        name: Field of the dataclass that holds it.
        key: Widget key, and name of the URL parameter.
        values: Every allowed number, ascending; all whole, or all floats.
        default: The value in the article.
    """

    name: str
    key: str
    values: Sequence[N]
    default: N

    def check(self, value: object) -> None:
        """Accept an allowed number.

        Raises:
            SettingOutOfRange: It is not one of `values`.
        """
        if type(value) is not type(self.default) or value not in self.values:
            raise self._refusal(value)

    def nearest(self, value: float) -> N:
        """Return the allowed number closest to `value`, the lower one of two."""
        return min(self.values, key=lambda allowed: (abs(allowed - value), allowed))

    def parse(self, text: str) -> N:
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

    def write(self, value: N) -> str:
        """Spell a number for a link."""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _refusal(self, given: object) -> SettingOutOfRange:
        return SettingOutOfRange(self.name, given, self.values[0], self.values[-1])


@dataclass(frozen=True)
class EnumOption(Generic[W]):
    """The words that one setting may be.

    Attributes:
        name: Field of the dataclass that holds it.
        key: Widget key, and name of the URL parameter.
        values: Every allowed word; all members of one enum, or all plain strings.
        default: The value in the article.
    """

    name: str
    key: str
    values: tuple[W, ...]
    default: W

    def check(self, value: object) -> None:
        """Accept an allowed word; a plain string is no member of an enum.

        Raises:
            SettingUnknown: It is not one of `values`.
        """
        if type(value) is not type(self.default) or value not in self.values:
            raise SettingUnknown(self.name, value, self.values)

    def parse(self, text: str) -> W:
        """Read the word from a link, as the member of the enum where there is one.

        Raises:
            SettingUnknown: It is not an allowed one.
        """
        for value in self.values:
            if value == text:
                return value
        raise SettingUnknown(self.name, text, self.values)

    def write(self, value: W) -> str:
        """Spell a word for a link."""
        return str(value)


@dataclass(frozen=True)
class FlagOption:
    """A setting that is on or off.

    Attributes:
        name: Field of the dataclass that holds it, a bool.
        key: Widget key, and name of the URL parameter.
        default: The value in the article.
    """

    name: str
    key: str
    default: bool

    @property
    def values(self) -> tuple[bool, ...]:
        """Both values, off first."""
        return tuple(FLAGS.values())

    def check(self, value: object) -> None:
        """Accept a bool.

        Raises:
            SettingUnknown: It is none.
        """
        if type(value) is not bool:
            raise SettingUnknown(self.name, value, tuple(FLAGS))

    def parse(self, text: str) -> bool:
        """Read the value from a link.

        Raises:
            SettingUnknown: It is neither ``no`` nor ``yes``.
        """
        if text not in FLAGS:
            raise SettingUnknown(self.name, text, tuple(FLAGS))
        return FLAGS[text]

    def write(self, value: bool) -> str:
        """Spell the value for a link."""
        return next(word for word, flag in FLAGS.items() if flag is value)


Choice = NumberOption[Any] | EnumOption[Any] | FlagOption
