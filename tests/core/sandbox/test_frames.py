"""An answer of the limited process arrives whole, or is refused."""

import io
import json
import struct

import numpy as np
import pytest

from core.sandbox import frames
from core.sandbox.frames import BadFrame, Frame

FRAME = Frame(
    {"settings": {"train_epochs": "3"}, "list": [1, None, "ñ"]},
    {
        "curve": np.arange(5, dtype=np.float32),
        "none": np.empty((0, 28, 28), np.uint8),
        "number": np.array(3, np.int64),
        "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    },
)


def read(stream, most=10**6):
    """Read an answer that is there."""
    found = frames.read(stream, most)
    assert found is not None
    return found


def written(*answers):
    """Return answers as the process writes them."""
    stream = io.BytesIO()
    for answer in answers:
        frames.write(stream, answer)
    return stream.getvalue()


def head(**changes):
    """Return an answer with another header."""
    text = json.dumps({"data": {}, "arrays": []} | changes).encode()
    return struct.pack(">Q", len(text)) + text


def test_answers_arrive_one_after_another_and_end():
    stream = io.BytesIO(written(FRAME, Frame({})))
    frame, size = read(stream)
    assert size < len(stream.getvalue())
    assert frame.data == FRAME.data
    assert frame.arrays.keys() == FRAME.arrays.keys()
    for name, array in FRAME.arrays.items():
        np.testing.assert_array_equal(frame.arrays[name], array)
        assert frame.arrays[name].dtype == array.dtype
    assert read(stream)[0].data == {}
    assert frames.read(stream, 10**6) is None


@pytest.mark.parametrize(
    "answer",
    [
        b"\0",
        struct.pack(">Q", 2**63),
        struct.pack(">Q", 4) + b"nope",
        struct.pack(">Q", 9) + b"{}",
        head(data=[]),
        head(arrays=[["x", "object", [2]]]),
        head(arrays=[["x", "O", [2]]]),
        head(arrays=[["x", "float32", [-1]]]),
        head(arrays=[["x", "float32", [True]]]),
        head(arrays=[["x", "float32", [2**40]]]),
        head(arrays=[["x", "float32", [1] * 9]]),
        head(arrays=[["x", "float32"]]),
        head(arrays=[["x", "float32", [4]]]) + b"short",
        head(arrays=[["x", "uint8", [0]]] * (frames.MOST_ARRAYS + 1)),
    ],
)
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(BadFrame):
        frames.read(io.BytesIO(answer), 10**6)


def test_an_answer_that_is_cut_anywhere_is_refused():
    whole = written(FRAME)
    for cut in np.random.default_rng(5).integers(1, len(whole), 60):
        with pytest.raises(BadFrame):
            frames.read(io.BytesIO(whole[:cut]), 10**6)


def test_an_answer_over_the_limit_is_refused():
    whole = written(FRAME)
    _, size = read(io.BytesIO(whole))
    assert frames.read(io.BytesIO(whole), size) is not None
    with pytest.raises(BadFrame):
        frames.read(io.BytesIO(whole), size - 1)
