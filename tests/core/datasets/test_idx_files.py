"""Gzipped IDX files are read as NumPy wrote them, or refused."""

import gzip
import random

import pytest

from core.datasets import idx_files, loader
from core.datasets.loader import Source
from core.errors import DataBroken
from tests.support.data_files import CLOTHES, clothes_files, expect
from tests.support.data_files import put_clothes as put

COUNTS = {"training": 600, "test": 200}


@pytest.fixture
def put_clothes(empty_cache, trazo_home, monkeypatch):
    """A small Fashion-MNIST in Keras's cache folder; its folder."""
    return put(monkeypatch, **COUNTS)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_idx_file_is_refused(put_clothes, monkeypatch, seed):
    """Cut it short, change its gzip bytes, or change its header."""
    chance = random.Random(seed)
    whole = clothes_files(30, 10)["train-images-idx3-ubyte.gz"]
    match seed % 3:
        case 0:
            damaged = whole[: chance.randrange(len(whole) - 9)]
        case 1:
            place = chance.randrange(20, len(whole) - 4)
            damaged = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
        case _:
            bare = bytearray(gzip.decompress(whole))
            bare[chance.randrange(16)] ^= chance.randrange(1, 256)
            damaged = gzip.compress(bytes(bare))
    path = put_clothes / "train-images-idx3-ubyte.gz"
    path.write_bytes(damaged)
    with pytest.raises(loader.UNREADABLE):
        idx_files.read(path)
    # As if the file were damaged already when its hash was noted.
    expect(monkeypatch, {path.name: damaged}, CLOTHES)
    with pytest.raises(DataBroken):
        loader.read(Source.FASHION_MNIST)
