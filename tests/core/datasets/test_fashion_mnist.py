"""Fashion-MNIST loads from Keras's files, fetched and checked as MNIST's is."""

import functools
import http.server
import threading

import numpy as np
import pytest

from core.datasets import class_overview, download, loader
from core.datasets.download import Download, State
from core.datasets.loader import Source
from core.errors import DataBroken, DataUnavailable
from core.settings.datasets import DATASETS, DatasetName
from tests.support.data_files import CLOTHES, clothes, clothes_files, expect
from tests.support.data_files import put_clothes as put
from tests.support.patience import PATIENCE_SECONDS, wait_for

COUNTS = {"training": 600, "test": 200}


@pytest.fixture
def put_clothes(empty_cache, trazo_home, monkeypatch):
    """A small Fashion-MNIST in Keras's cache folder; its folder."""
    return put(monkeypatch, **COUNTS)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and counts the requests."""

    asked: list[str] = []  # noqa: RUF012  emptied by the fixture

    def do_GET(self):
        """Serve a file, and note its name."""
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, format, *args):
        """Log nothing."""


@pytest.fixture
def served(empty_cache, tmp_path, monkeypatch):
    """A folder with the four files, served on loopback in place of Keras's server."""
    folder = tmp_path / "server"
    folder.mkdir()
    contents = clothes_files(**COUNTS)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    Quiet.asked.clear()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/"
        expect(monkeypatch, contents, CLOTHES, url=url)
        monkeypatch.setattr(download, "TIMEOUT_SECONDS", PATIENCE_SECONDS)
        yield folder
        server.shutdown()
        thread.join()


def test_the_four_files_become_one_data_set(put_clothes):
    dataset = loader.load(Source.FASHION_MNIST)
    for part, count, seed in (("train", 600, 1), ("test", 200, 2)):
        images, labels = clothes(count, seed)
        np.testing.assert_array_equal(getattr(dataset, f"x_{part}"), images)
        np.testing.assert_array_equal(getattr(dataset, f"y_{part}"), labels)
    assert loader.counts(Source.FASHION_MNIST) == (600, 200)
    with pytest.raises(ValueError, match="read-only"):
        dataset.x_train[0, 0, 0] = 1


def test_only_a_whole_data_set_is_available(put_clothes):
    assert loader.available_for(CLOTHES) is Source.FASHION_MNIST
    assert loader.available_for(DatasetName.MNIST) is Source.SAMPLE
    (put_clothes / "t10k-images-idx3-ubyte.gz").unlink()
    assert loader.available_for(CLOTHES) is None
    with pytest.raises(DataUnavailable):
        loader.test_digits(Source.FASHION_MNIST)


def test_test_images_and_unpacked_training_images_are_those_of_the_files(put_clothes):
    images, labels = loader.test_digits(Source.FASHION_MNIST)
    np.testing.assert_array_equal(images, clothes(200, 2)[0])
    np.testing.assert_array_equal(labels, clothes(200, 2)[1])
    unpacked = loader.training_images(Source.FASHION_MNIST)
    assert isinstance(unpacked, np.memmap)
    np.testing.assert_array_equal(unpacked, clothes(600, 1)[0])
    labels = loader.training_labels(Source.FASHION_MNIST)
    np.testing.assert_array_equal(labels, clothes(600, 1)[1])


def test_the_overview_counts_the_clothes(put_clothes):
    class_overview.overview.cache_clear()
    overview = class_overview.overview(Source.FASHION_MNIST)
    assert overview.training_counts.tolist() == [60] * 10
    assert overview.test_counts.tolist() == [20] * 10
    images, labels = clothes(600, 1)
    np.testing.assert_allclose(
        overview.averages[7], images[labels == 7].mean(axis=0) / 255, atol=1e-6
    )
    class_overview.overview.cache_clear()


def test_a_damaged_file_in_the_cache_is_neither_read_nor_unpacked(
    put_clothes, trazo_home
):
    path = put_clothes / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-1])
    for read in (loader.load, loader.training_images):
        with pytest.raises(DataBroken):
            read(Source.FASHION_MNIST)
    assert not (trazo_home / "digits").exists()


def test_all_four_files_are_fetched_and_checked(served):
    download.fetch(CLOTHES)
    assert loader.is_cached(CLOTHES)
    assert not loader.is_cached(DatasetName.MNIST)
    folder = loader.cache_folder(CLOTHES)
    assert {path.name for path in folder.iterdir()} == set(clothes_files(**COUNTS))


def test_only_what_is_missing_or_damaged_is_fetched_again(served):
    download.fetch(CLOTHES)
    Quiet.asked.clear()
    folder = loader.cache_folder(CLOTHES)
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    (folder / "t10k-images-idx3-ubyte.gz").write_bytes(b"half")
    download.fetch(CLOTHES)
    assert loader.is_cached(CLOTHES)
    assert sorted(Quiet.asked) == [
        "/t10k-images-idx3-ubyte.gz",
        "/t10k-labels-idx1-ubyte.gz",
    ]


@pytest.mark.parametrize("name", clothes_files(20, 10))
def test_one_file_that_is_another_leaves_the_data_set_unavailable(served, name):
    (served / name).write_bytes(b"another file")
    with pytest.raises(DataBroken):
        download.fetch(CLOTHES)
    assert not (loader.cache_folder(CLOTHES) / name).exists()
    assert loader.available_for(CLOTHES) is None


@pytest.mark.parametrize("name", clothes_files(20, 10))
def test_one_file_that_is_missing_leaves_the_data_set_unavailable(served, name):
    (served / name).unlink()
    with pytest.raises(DataUnavailable):
        download.fetch(CLOTHES)
    assert loader.available_for(CLOTHES) is None


def test_the_progress_counts_the_bytes_of_all_files(served):
    seen: list[int] = []
    download.fetch(CLOTHES, seen.append)
    total = DATASETS[CLOTHES].size
    assert seen[-1] == total
    assert max(seen) == total
    fetching = Download(CLOTHES)
    fetching.start()
    wait_for(lambda: fetching.status.state is State.READY)


def test_without_a_network_the_clothes_are_unavailable_and_the_digits_go_on(
    empty_cache, monkeypatch
):
    expect(monkeypatch, {}, CLOTHES, url="http://127.0.0.1:9/")
    fetching = Download(CLOTHES)
    fetching.start()
    wait_for(lambda: fetching.status.state is State.FAILED)
    assert isinstance(fetching.status.error, DataUnavailable)
    assert loader.available_for(CLOTHES) is None
    assert len(loader.load(loader.available()).x_train) == 4000


def test_a_process_holds_one_data_set_at_a_time(put_clothes):
    loader.load.cache_clear()
    digits = loader.load(Source.SAMPLE)
    assert loader.load(Source.SAMPLE) is digits
    loader.load(Source.FASHION_MNIST)
    assert loader.load(Source.SAMPLE) is not digits
