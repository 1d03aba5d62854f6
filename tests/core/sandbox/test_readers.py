"""The limited process answers with plain arrays of what is in a file."""

import io
import zipfile

import numpy as np
import pytest

from core import prediction
from core.archive import work_zip
from core.datasets import own_drawings
from core.errors import UploadTooBig, WorkUnreadable
from core.sandbox import readers, weights
from core.sandbox.limits import FileKind
from tests.support.bundles import OWN_DRAWINGS, done, packed
from tests.support.pictures import encode


class Pipe(io.BytesIO):
    """A stream in which nobody can go back."""

    def seekable(self):
        """Say so."""
        return False


def answers(kind, file):
    """Return what the process says of a file."""
    return list(readers.prepared(kind)(Pipe(file)))


def test_a_picture_is_one_answer(seven):
    (answer,) = answers(FileKind.PICTURE, encode(seven))
    np.testing.assert_array_equal(answer.arrays["picture"], seven)


def test_drawings_are_one_answer():
    (answer,) = answers(FileKind.DRAWINGS, own_drawings.to_npz(OWN_DRAWINGS))
    np.testing.assert_array_equal(answer.arrays["images"], OWN_DRAWINGS.images)
    assert answer.arrays["labels"].tolist() == [4]


def test_a_zip_is_answered_without_its_curves_then_network_by_network():
    file = packed(done())
    answer = next(readers.prepared(FileKind.WORK)(Pipe(file)))
    (run,) = answer.data["work"]["runs"]
    assert "losses" not in run
    assert len(answer.arrays["0/losses"]) == 4
    assert answer.arrays["0/images"].shape == (2, 28, 28)
    # What stands for its network is none.
    with pytest.raises(WorkUnreadable):
        answers(FileKind.WORK, file)


def test_a_network_alone_is_its_settings_and_its_numbers():
    file = prediction.SHIPPED_KERAS_PATH.read_bytes()
    described, numbers = answers(FileKind.WORK, file)
    # No sliders make the one that comes with Trazo.
    assert described.data == {"network": None}
    content = zipfile.ZipFile(io.BytesIO(file)).read(work_zip.WEIGHTS)
    expected, groups = weights.read(content)
    assert numbers.data["groups"] == groups
    assert numbers.arrays.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(numbers.arrays[name], array)


@pytest.mark.parametrize("kind", [FileKind.PICTURE, FileKind.DRAWINGS])
def test_a_file_over_the_limit_is_not_read_to_its_end(kind):
    with pytest.raises(UploadTooBig):
        answers(kind, bytes(17 * 2**20))
