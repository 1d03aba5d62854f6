"""Every setting of a run: its range, its default, and how a link spells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from core.errors import SettingOutOfRange


@dataclass(frozen=True)
class Choice:
    """The values that one setting may take.

    Attributes:
        name: Field of `RunSettings`.
        key: Widget key, and name of the URL parameter.
        values: Every allowed value, ascending.
        default: The value in the article.
    """

    name: str
    key: str
    values: Sequence[int]
    default: int

    def check(self, value: object) -> int:
        """Return `value` as an allowed whole number.

        Raises:
            SettingOutOfRange: It is not one of `values`.
        """
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._refusal(value)
        if value not in self.values:
            raise self._refusal(value)
        return value

    def nearest(self, value: int) -> int:
        """Return the allowed value closest to `value`, the lower one of two."""
        return min(self.values, key=lambda allowed: (abs(allowed - value), allowed))

    def parse(self, text: str) -> int:
        """Read the value from a URL.

        Raises:
            SettingOutOfRange: It is no whole number, or not an allowed one.
        """
        # More digits than any bound: int() on a huge text is slow, then raises.
        if len(text) > 12:
            raise self._refusal(text[:12] + "…")
        try:
            number = int(text)
        except ValueError:
            raise self._refusal(text) from None
        return self.check(number)

    def _refusal(self, given: object) -> SettingOutOfRange:
        return SettingOutOfRange(self.name, given, self.values[0], self.values[-1])


MNIST_TRAINING_IMAGES = 60_000

EPOCHS = Choice("epochs", "train_epochs", range(1, 31), 10)
BATCH_SIZE = Choice(
    "batch_size", "train_batch_size", (16, 32, 64, 128, 256, 512, 1024), 128
)
IMAGES = Choice(
    "images",
    "train_images",
    range(100, MNIST_TRAINING_IMAGES + 1, 100),
    MNIST_TRAINING_IMAGES,
)
SEED = Choice("seed", "train_seed", range(10_000), 1)
CHOICES = (EPOCHS, BATCH_SIZE, IMAGES, SEED)


@dataclass(frozen=True)
class RunSettings:
    """What a visitor chose for one training run.

    Attributes:
        epochs: Passes over the training images.
        batch_size: Images in one gradient step.
        images: Training images to use, from the first; data with fewer gives all.
        seed: Start of every random choice: weights, order of the images.
    """

    epochs: int = EPOCHS.default
    batch_size: int = BATCH_SIZE.default
    images: int = IMAGES.default
    seed: int = SEED.default

    def __post_init__(self) -> None:
        for choice in CHOICES:
            choice.check(getattr(self, choice.name))


def from_query(
    query: Mapping[str, str],
) -> tuple[RunSettings, tuple[SettingOutOfRange, ...]]:
    """Read settings from a link.

    Args:
        query: URL parameters by name; those of no setting are left alone.

    Returns:
        The settings, with the default where a value was missing or refused, or the
        nearest allowed value where it was a whole number; and the refusals.
    """
    settings = RunSettings()
    refusals = []
    for choice in CHOICES:
        if choice.key not in query:
            continue
        try:
            value = choice.parse(query[choice.key])
        except SettingOutOfRange as refusal:
            refusals.append(refusal)
            if not isinstance(refusal.given, int):
                continue
            value = choice.nearest(refusal.given)
        settings = replace(settings, **{choice.name: value})
    return settings, tuple(refusals)


assert {field.name for field in fields(RunSettings)} == {c.name for c in CHOICES}
