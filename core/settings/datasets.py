"""The data sets that a network can learn from: all facts about each, in one place.

What a class is called stands in `core.ui.text.class_names`, in the visitor's language.
"""

from dataclasses import dataclass
from enum import StrEnum


class DatasetName(StrEnum):
    """A data set; the value is the name of its module in ``keras.datasets``."""

    MNIST = "mnist"
    FASHION_MNIST = "fashion_mnist"


@dataclass(frozen=True)
class DataFile:
    """A file of a data set, as it is downloaded.

    Attributes:
        name: Name in the cache folder and on the server.
        size: Bytes.
        sha256: Hash of the bytes, in hexadecimal digits.
        arrays: The arrays in it, of ``x_train``, ``y_train``, ``x_test``, ``y_test``.
    """

    name: str
    size: int
    sha256: str
    arrays: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DatasetSpec:
    """The facts of a data set of grey, square images with one label each.

    Attributes:
        name: The data set.
        url: The folder of its files on the server, ending in a slash.
        folder: The folder of its files, within Keras's ``datasets``; empty for that
            folder itself.
        files: Its files.
        side: Side of an image in pixels.
        classes: Number of classes; the labels are 0 to `classes` - 1.
        training_images: Number of training images.
        test_images: Number of test images.
        is_drawable: Whether a drawing by a visitor can be one of its images.
        good_accuracy: Share of the test images from which on a network reads well.
        poor_accuracy: Share below which a network has not learned enough.
        authors: Who made it.
        licence: SPDX identifier.
    """

    name: DatasetName
    url: str
    folder: str
    files: tuple[DataFile, ...]
    side: int
    classes: int
    training_images: int
    test_images: int
    is_drawable: bool
    good_accuracy: float
    poor_accuracy: float
    authors: str
    licence: str

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)


KERAS_FILES = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
MNIST = DatasetSpec(
    name=DatasetName.MNIST,
    url=KERAS_FILES,
    folder="",
    files=(
        DataFile(
            "mnist.npz",
            11_490_434,
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            ("x_train", "y_train", "x_test", "y_test"),
        ),
    ),
    side=28,
    classes=10,
    training_images=60_000,
    test_images=10_000,
    is_drawable=True,
    good_accuracy=0.97,
    poor_accuracy=0.93,
    authors="Yann LeCun, Corinna Cortes and Christopher J.C. Burges",
    licence="CC-BY-SA-3.0",
)
FASHION_MNIST = DatasetSpec(
    name=DatasetName.FASHION_MNIST,
    url=KERAS_FILES,
    folder="fashion-mnist",
    files=(
        DataFile(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ("y_train",),
        ),
        DataFile(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ("x_train",),
        ),
        DataFile(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ("y_test",),
        ),
        DataFile(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ("x_test",),
        ),
    ),
    side=28,
    classes=10,
    training_images=60_000,
    test_images=10_000,
    is_drawable=False,
    # Not measured by us. The README of github.com/zalandoresearch/fashion-mnist lists
    # results that others have sent in, and says that its authors have not tested them:
    # 0.835 for people, 0.876 to 0.925 for networks of two plain convolutional layers.
    good_accuracy=0.9,
    poor_accuracy=0.84,
    authors="Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando SE",
    licence="MIT",
)
DATASETS = {spec.name: spec for spec in (MNIST, FASHION_MNIST)}
