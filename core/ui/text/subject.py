"""What a network tells apart: the classes of a data set, or the signs of a room."""

from dataclasses import dataclass

from core.settings.datasets import DATASETS, DatasetName
from core.settings.network import CLASSES
from core.ui.text import sign_names
from core.ui.text.class_names import class_names
from core.ui.text.translate import t


@dataclass(frozen=True)
class Subject:
    """What a network has learned to tell apart.

    Attributes:
        dataset: Whose classes, where it has learned no signs.
        signs: Ids of the signs of a room by their labels; empty where it has learned a
            data set.
    """

    dataset: DatasetName = DatasetName.MNIST
    signs: tuple[str, ...] = ()

    @property
    def is_digits(self) -> bool:
        """Whether it is digits."""
        return not self.signs and self.dataset is DatasetName.MNIST

    @property
    def is_drawable(self) -> bool:
        """Whether a drawing can be one of them."""
        return bool(self.signs) or DATASETS[self.dataset].is_drawable

    def names(self) -> tuple[str, ...]:
        """Return what they are called in the visitor's language, by their labels."""
        if self.signs:
            return tuple(sign_names.short_name(sign) for sign in self.signs)
        return class_names(self.dataset)

    def output_names(self) -> tuple[str, ...]:
        """Return what each output of the network stands for.

        A network of fewer signs than `CLASSES` has outputs that stand for nothing.
        """
        names = self.names()
        return names + (t("not in use"),) * (CLASSES - len(names))

    def marks(self) -> tuple[str, ...]:
        """Return a character or two for each, for where a name is too long."""
        names = self.names()
        if self.signs and not all(len(name) == 1 for name in names):
            return tuple(str(place) for place in range(1, len(names) + 1))
        return names if self.signs else tuple(str(n) for n in range(len(names)))
