"""An imported file is accepted, or refused with the right error."""

import contextlib
import io
import json
import zipfile
from typing import Any

import h5py
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core import prediction
from core.archive import keras_config, work_zip, zip_files
from core.datasets.own_drawings import LabelledDrawings
from core.errors import UploadError, WorkUnreadable
from core.runs import snapshots_npz
from core.sandbox import weights as weights_files
from tests.support.bundles import done, packed
from tests.support.strangers import JSON, TEXTS, spoilt, tell
from tests.support.watched_digits import MOMENTS, PINS

ZIP = packed(done())
MANIFEST = json.loads(zipfile.ZipFile(io.BytesIO(ZIP)).read(work_zip.MANIFEST))
WATCHED = snapshots_npz.to_npz(PINS, MOMENTS)
SHIPPED = prediction.SHIPPED_KERAS_PATH.read_bytes()
CONFIG = json.loads(work_zip.keras_part(SHIPPED, work_zip.KERAS_CONFIG, 2**20))


def weights() -> bytes:
    """Return a small file of weights."""
    target = io.BytesIO()
    with h5py.File(target, "w") as file:
        file["layers/dense/vars/0"] = np.ones((3, 2), np.float32)
        file["optimizer/vars/0"] = np.int64(3)
    return target.getvalue()


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Return every node in a tree of JSON: its parent, and its key there."""
    found: list[tuple[Any, Any]] = []
    if isinstance(tree, dict):
        found += ((tree, key) for key in tree)
    elif isinstance(tree, list):
        found += ((tree, index) for index in range(len(tree)))
    return found + [place for holder, key in found for place in places(holder[key])]


@st.composite
def twisted(draw: st.DrawFn, tree: Any) -> Any:
    """Return a valid tree of JSON with some nodes replaced or removed."""
    tree = json.loads(json.dumps(tree))
    for _ in range(draw(st.integers(1, 3))):
        found = places(tree)
        if not found:
            break
        holder, key = found[draw(st.integers(0, len(found) - 1))]
        if draw(st.booleans()):
            holder[key] = draw(JSON | TEXTS)
        else:
            del holder[key]
    return tree


def unpack(file: bytes) -> None:
    """Open a zip as the worker does, except for the networks."""
    try:
        with zip_files.opened(io.BytesIO(file)) as archive:
            alone = work_zip.holds_one_network(archive)
        if alone:
            keras_config.settings_of(
                work_zip.keras_part(file, work_zip.KERAS_CONFIG, work_zip.CONFIG_BYTES)
            )
        opened = work_zip.unpack(file)
        LabelledDrawings().joined(opened.own_drawings)
    except UploadError as error:
        tell(error)


@given(
    st.binary()
    | st.binary().map(lambda rest: b"PK\x03\x04" + rest)
    | spoilt(ZIP, SHIPPED)
)
@example(ZIP)
@example(SHIPPED)
def test_a_zip(file):
    unpack(file)


@given(JSON | twisted(MANIFEST))
def test_what_a_zip_says(said):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(work_zip.MANIFEST, json.dumps(said))
        archive.writestr("run-1.keras", b"anything")
    unpack(target.getvalue())


@given(spoilt(WATCHED) | st.binary())
@example(WATCHED)
def test_what_was_watched(file):
    with contextlib.suppress(WorkUnreadable):
        snapshots_npz.from_npz(file)


@given(
    st.sampled_from(snapshots_npz.NAMES),
    arrays(
        st.sampled_from([np.uint8, np.int8, np.int64, np.float32, np.float64]),
        array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
    ),
)
def test_an_array_of_what_was_watched(name, array):
    with np.load(io.BytesIO(WATCHED)) as file:
        found = {other: file[other] for other in file.files}
    target = io.BytesIO()
    np.savez(target, **{**found, name: array})
    with contextlib.suppress(WorkUnreadable):
        snapshots_npz.from_npz(target.getvalue())


@given(st.binary() | JSON.map(json.dumps).map(str.encode))
def test_what_a_network_says(text):
    try:
        keras_config.settings_of(text)
    except WorkUnreadable as error:
        tell(error)


@given(twisted(CONFIG))
def test_what_a_network_says_of_its_layers(said):
    try:
        keras_config.settings_of(json.dumps(said).encode())
    except WorkUnreadable as error:
        tell(error)


@given(spoilt(weights()) | st.binary())
@example(weights())
def test_weights(file):
    with contextlib.suppress(weights_files.Refused):
        arrays, groups = weights_files.read(file)
        assert weights_files.read(weights_files.write(arrays, groups))[0].keys() == (
            arrays.keys()
        )
