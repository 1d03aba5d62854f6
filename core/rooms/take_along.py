"""What a class takes along: drawings and results, and nothing of who drew them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.datasets import own_drawings
from core.datasets.own_drawings import LabelledDrawings
from core.rooms.split import Part

# A zip notes when each file was written: the earliest time that it can.
NO_TIME = (1980, 1, 1, 0, 0, 0)
NPZ = "drawings.npz"
RESULTS = "results.csv"
SIGNS = "signs.csv"
RESULT_COLUMNS = ("network", "test", "sign", "right", "drawings")


@dataclass(frozen=True)
class ResultRow:
    """How many images of a test a network reads right.

    Attributes:
        network: Which network.
        test: Which test.
        sign: Label of the images; empty for all of the test.
        right: How many it reads right.
        images: How many there are.
    """

    network: str
    test: str
    sign: str
    right: int
    images: int


def zip_file(
    parts: Mapping[Part, LabelledDrawings],
    results: Sequence[ResultRow],
    signs: Sequence[str] = (),
) -> bytes:
    """Return a zip: all drawings for NumPy, a table for each part, and the results.

    The drawings of a part are in an order of their own, which tells nothing of who
    drew when.

    Args:
        parts: The drawings of the parts that can be read.
        results: Of all networks; may be empty.
        signs: Ids of the room's own signs, by label; empty for digits.
    """
    mixed = {part: _in_own_order(drawings) for part, drawings in parts.items()}
    files = {NPZ: _npz(mixed), RESULTS: _csv(RESULT_COLUMNS, map(_cells, results))}
    for part, drawings in mixed.items():
        files[f"{part}.csv"] = own_drawings.to_csv(drawings)
    if signs:
        files[SIGNS] = _csv(("label", "sign"), enumerate(signs))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _in_own_order(drawings: LabelledDrawings) -> LabelledDrawings:
    places = sorted(
        range(len(drawings)),
        key=lambda place: (drawings.labels[place], drawings.images[place].tobytes()),
    )
    return LabelledDrawings(drawings.images[places], drawings.labels[places])


def _npz(parts: Mapping[Part, LabelledDrawings]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(
        file,
        images=np.concatenate([each.images for each in parts.values()]),
        labels=np.concatenate([each.labels for each in parts.values()]),
        parts=np.array(
            [part.value for part, each in parts.items() for _ in each.labels], "U16"
        ),
    )
    return file.getvalue()


def _cells(row: ResultRow) -> tuple[object, ...]:
    return row.network, row.test, row.sign, row.right, row.images


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()
