"""An array arrives with its dtype and shape, or the message is refused."""

import msgspec
import numpy as np
import pytest

from core.arrays import messages
from core.arrays.messages import Matrix, PackedArray, Pictures, Vector


class Sent(msgspec.Struct, frozen=True):
    """A message with an array of each number of axes."""

    vector: Vector[np.uint8]
    matrix: Matrix[np.float32]
    pictures: Pictures[np.float32]


DECODER = msgspec.msgpack.Decoder(Sent, dec_hook=messages.unpack)


def encode(message):
    """Write a message."""
    return msgspec.msgpack.encode(message, enc_hook=messages.pack)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_arrays_arrive_as_they_were(count):
    random = np.random.default_rng(count)
    sent = Sent(
        random.integers(0, 256, count, np.uint8),
        random.random((count, 10), np.float32),
        # Not in the order of its bytes.
        random.random((28, 28, count), np.float32).T,
    )
    arrived = DECODER.decode(encode(sent))
    for name in ("vector", "matrix", "pictures"):
        found, expected = getattr(arrived, name), getattr(sent, name)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
        assert not found.flags.writeable


@pytest.mark.parametrize(
    "array",
    [
        np.zeros(3, np.float32),
        np.zeros((2, 2), np.uint8),
        np.zeros((), np.uint8),
    ],
    ids=["dtype", "axes", "no axis"],
)
def test_an_array_of_another_kind_is_refused(array):
    valid = Sent(
        np.zeros(3, np.uint8), np.zeros((1, 1), np.float32), np.zeros((1,) * 3, "f4")
    )
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode(encode(msgspec.structs.replace(valid, vector=array)))


@pytest.mark.parametrize(
    "packed",
    [
        PackedArray("uint8", (4,), b"123"),
        PackedArray("uint8", (-3,), b"123"),
        PackedArray("uint8", (2**40,), b""),
        PackedArray("object", (3,), b"123"),
    ],
)
def test_bytes_that_do_not_fit_the_shape_are_refused(packed):
    with pytest.raises(ValueError, match=r"an array|bytes for"):
        messages.unpack(Vector[np.uint8], msgspec.to_builtins(packed))


def test_what_is_no_array_is_not_sent():
    with pytest.raises(NotImplementedError):
        messages.pack(object())
