"""What the limited process makes of a file: answers, one after another."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from zipfile import ZipFile

from numpy.typing import NDArray
from PIL import (
    Image,
    MpoImagePlugin,  # noqa: F401  Pillow imports both of these while it decodes
    TiffImagePlugin,  # noqa: F401  as above
)

from core.archive import keras_config, manifest, work_zip, zip_files
from core.archive.work_zip import OpenedWork
from core.datasets import own_drawings
from core.errors import UploadTooBig, WorkUnreadable
from core.preprocessing import image_files
from core.runs import snapshots_npz
from core.sandbox.frames import Frame
from core.sandbox.limits import FileKind
from core.settings import query_params

# Of names in a zip; Python imports it when it reads the first.
ZIP_ENCODING = "cp437"
Reader = Callable[[BinaryIO], Iterator[Frame]]


def prepare_pictures() -> None:
    """Import what reads pictures, before anybody waits for one."""
    Image.preinit()


def prepared(kind: FileKind) -> Reader:
    """Return what reads a file, with all that it imports when it reads.

    Afterwards the process can open no file, so it can import nothing either.
    """
    prepare_pictures()
    for name in (*own_drawings.ENCODINGS, ZIP_ENCODING):
        codecs.lookup(name)
    match kind:
        case FileKind.PICTURE:
            return _picture
        case FileKind.DRAWINGS:
            return _drawings
        case FileKind.WORK:
            from core.sandbox import weights  # noqa: F401, PLC0415  it is slow

            return _work


def _whole(file: BinaryIO, limit: int) -> bytes:
    content = file.read(limit + 1)
    if len(content) > limit:
        raise UploadTooBig(len(content), limit, "bytes")
    return content


def _picture(file: BinaryIO) -> Iterator[Frame]:
    content = _whole(file, image_files.UPLOAD_BYTES)
    yield Frame({}, {"picture": image_files.open_upload(content)})


def _drawings(file: BinaryIO) -> Iterator[Frame]:
    own = own_drawings.from_file(_whole(file, own_drawings.UPLOAD_BYTES))
    yield Frame({}, {"images": own.images, "labels": own.labels})


def _work(file: BinaryIO) -> Iterator[Frame]:
    """Answer with what is in a zip, then with each of its networks."""
    if not file.seekable():
        # It came through a pipe.
        file = io.BytesIO(file.read())
    with zip_files.opened(file) as archive:
        if work_zip.holds_one_network(archive):
            yield _description(archive)
            yield _network(archive)
            return
        work = work_zip.read(archive)
        yield Frame({"work": _contents(work)}, _arrays(work))
        for entry in work.entries:
            if entry.keras is not None:
                network = io.BytesIO(work.network(entry.keras))
                with zip_files.opened(network) as parts:
                    yield _network(parts)


def _contents(work: OpenedWork) -> dict[str, Any]:
    """Return ``trazo.json`` without its curves."""
    return {
        "format": manifest.FORMAT,
        "settings": query_params.to_query(work.contents.settings),
        "strokes": list(work.contents.strokes),
        "answers": dict(work.contents.answers),
        "runs": list(work.contents.described),
        "left": work.contents.left,
    }


def _arrays(work: OpenedWork) -> dict[str, NDArray[Any]]:
    """Return the own drawings, and each run's curves and snapshots."""
    arrays: dict[str, NDArray[Any]] = {
        "images": work.own_drawings.images,
        "labels": work.own_drawings.labels,
    }
    for number, entry in enumerate(work.entries):
        arrays[f"{number}/losses"] = entry.past.losses
        arrays[f"{number}/accuracies"] = entry.past.accuracies
        if entry.watched is not None:
            watched = snapshots_npz.to_arrays(entry.run.pins, entry.past.moments)
            arrays |= {f"{number}/{name}": array for name, array in watched.items()}
    return arrays


def _description(archive: ZipFile) -> Frame:
    """Answer with the settings of a ``.keras`` file."""
    try:
        config = zip_files.part(archive, work_zip.KERAS_CONFIG, work_zip.CONFIG_BYTES)
        settings = keras_config.settings_of(config)
    except WorkUnreadable:
        # Perhaps one of Trazo's own, which no sliders make, after fine-tuning.
        return Frame({"network": None})
    return Frame({"network": query_params.to_query(settings)})


def _network(archive: ZipFile) -> Frame:
    from core.sandbox import weights  # noqa: PLC0415  loaded by `prepared`

    content = zip_files.part(archive, work_zip.WEIGHTS, weights.MOST_BYTES)
    try:
        arrays, groups = weights.read(content)
    except weights.Refused as refusal:
        raise WorkUnreadable(str(refusal)) from refusal
    return Frame({"groups": groups}, arrays)
