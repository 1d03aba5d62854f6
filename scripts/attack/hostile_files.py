"""Files that nobody has by mistake: small ones that become large, and false numbers."""

import functools
import io
import json
import zipfile
from typing import Any

import numpy as np
from PIL import Image

from core.archive.manifest import FORMAT
from core.archive.work_zip import MANIFEST

BATCHES = 1_000_000
RUNS = 30
BRACKETS_BYTES = 60_000_000
# A directory of 20 MB.
DIRECTORY_ENTRIES = 400_000
PICTURE_SIDE = 5000


def zipped(name: str, content: bytes) -> bytes:
    """Return a compressed zip of one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def described_run(**changes: Any) -> dict[str, Any]:
    """Return what a zip says of a run that ended without a network."""
    run = {
        "name": "",
        "settings": {},
        "source": "sample",
        "goal": 2,
        "made_at": 1.0,
        "continues": None,
        "lesson": False,
        "ending": "stopped",
        "error": None,
        "accuracy": None,
        "loss": None,
        "outcome": None,
        "losses": [],
        "accuracies": [],
        "epochs": [],
    }
    return {**run, **changes}


def described_epoch(seconds: float = 1.0) -> dict[str, Any]:
    """Return what a zip says of a run's first epoch."""
    return {
        "epoch": 1,
        "loss": 0.5,
        "accuracy": 0.6,
        "val_loss": 0.7,
        "val_accuracy": 0.8,
        "seconds": seconds,
    }


def work(*runs: dict[str, Any]) -> bytes:
    """Return a zip of work with some described runs."""
    data = {"format": FORMAT, "settings": {}, "strokes": [], "runs": list(runs)}
    return zipped(MANIFEST, json.dumps(data).encode())


@functools.cache
def curves_of_zeros() -> bytes:
    """Return a zip of some 100 kB whose curves are 60 million zeros, as text."""
    zeros = "[" + "0," * (BATCHES - 1) + "0]"
    run = json.dumps(described_run())
    run = run.replace('"losses": []', f'"losses": {zeros}')
    run = run.replace('"accuracies": []', f'"accuracies": {zeros}')
    start = json.dumps({"format": FORMAT, "settings": {}, "strokes": []})[:-1]
    text = start + ', "runs": [' + ",".join([run] * RUNS) + "]}"
    return zipped(MANIFEST, text.encode())


@functools.cache
def brackets() -> bytes:
    """Return a zip of some 60 kB with 60 MB of JSON that is nothing but ``[]``."""
    pairs = BRACKETS_BYTES // 3
    return zipped(MANIFEST, b"[" + b"[]," * pairs + b"[]]")


@functools.cache
def directory() -> bytes:
    """Return a zip of nothing but the entries of its directory."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("0", b"")
    one = target.getvalue()
    end = one.rindex(b"PK\x05\x06")
    start = one.index(b"PK\x01\x02")
    entries = one[start:end] * DIRECTORY_ENTRIES
    # The number of entries wraps around at 65 536; a reader goes by the size.
    finish = bytearray(one[end:])
    finish[8:12] = (DIRECTORY_ENTRIES % 2**16).to_bytes(2, "little") * 2
    finish[12:16] = len(entries).to_bytes(4, "little")
    return one[:start] + entries + bytes(finish)


@functools.cache
def picture() -> bytes:
    """Return a PNG of some 100 kB that has 100 MB of pixels."""
    target = io.BytesIO()
    blank = np.zeros((PICTURE_SIDE, PICTURE_SIDE, 4), np.uint8)
    Image.fromarray(blank).save(target, "PNG")
    return target.getvalue()


def endless_epochs() -> bytes:
    """Return a zip of a run that says its two epochs took 1e308 seconds each."""
    epoch = described_epoch(seconds=1e308)
    return work(described_run(epochs=[epoch, {**epoch, "epoch": 2}]))
