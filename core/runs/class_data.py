"""What a class network learns: the drawings of a class, with MNIST's images or alone.

How many images an epoch has does not depend on how many drawings there are: the curves
of a run are read by it when the drawings themselves are gone.
"""

import io
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import numpy as np

from core.arrays import npz_files
from core.datasets.own_drawings import LabelledDrawings
from core.settings.network import SIDE

# Chosen by `scripts.study_class_network`: see docs/accuracy.md.
CLASS_IMAGES = 8000
# Of a drawing: rotation in degrees, shift in pixels, zoom and thickness in percent.
VARIATION = (15.0, 2.0, 15.0, 60.0)
# A full room draws 4000; the arrays have headers.
MOST_DRAWINGS = 4000
UNPACKED_BYTES = MOST_DRAWINGS * (SIDE**2 + 1) + 4096
ARRAYS = ("images", "labels", "test_images", "test_labels")


class Use(StrEnum):
    """How the drawings of a class are used."""

    # Digits, in addition to MNIST's.
    MIXED = "mixed"
    # Own signs: MNIST has none.
    ALONE = "alone"


@dataclass(frozen=True, eq=False)
class ClassData:
    """The drawings that a class network learns, as they were when it was asked for.

    Attributes:
        use: How they are used.
        drawings: Of the training writers; none once the run is over.
        test: Of the writers of the open test, by which a run of own signs is measured
            as it goes on; none where MNIST's test images are there for that.
    """

    use: Use
    drawings: LabelledDrawings = field(default_factory=LabelledDrawings)
    test: LabelledDrawings = field(default_factory=LabelledDrawings)

    def to_file(self) -> bytes:
        """Return the drawings as the bytes of an ``.npz`` file."""
        arrays = (
            self.drawings.images,
            self.drawings.labels,
            self.test.images,
            self.test.labels,
        )
        file = io.BytesIO()
        np.savez_compressed(
            file, allow_pickle=False, **dict(zip(ARRAYS, arrays, strict=True))
        )
        return file.getvalue()

    @classmethod
    def from_file(cls, use: Use, file: bytes | None) -> Self:
        """Return what `to_file` was given.

        Args:
            use: How the drawings are used.
            file: Its result; None where the drawings are gone.
        """
        if file is None:
            return cls(use)
        found = npz_files.read(file, ARRAYS, UNPACKED_BYTES)
        images, labels, test_images, test_labels = found
        return cls(
            use,
            LabelledDrawings(images, labels),
            LabelledDrawings(test_images, test_labels),
        )


def images_per_epoch(use: Use, images: int, known: int) -> int:
    """Return how many images an epoch has.

    Args:
        use: How the drawings are used.
        images: How many the settings of the run name.
        known: Training images of MNIST that there are.
    """
    return images if use is Use.ALONE else min(images, known) + CLASS_IMAGES
