"""From the choice of clothes to a network that is shown pictures, in a real browser."""

import pickle
import re

import pytest
from playwright.sync_api import expect

from core.datasets import loader
from core.settings.datasets import DATASETS
from tests.support.data_files import CLOTHES, put_clothes
from tests.support.root import ROOT
from tests.support.server import serve
from tests.support.visitor import PHONE

# Python runs it in every process of the app: the small files have hashes of their own.
PATCH = """
import pickle
from core.settings import datasets
spec = pickle.loads(bytes.fromhex({spec!r}))
datasets.DATASETS[spec.name] = spec
"""
LINK = "/data?data_set=fashion_mnist&train_epochs=3&train_batch_size=32"
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def clothes_server(tmp_path_factory):
    """The app with a small Fashion-MNIST in its cache folder."""
    folder = tmp_path_factory.mktemp("clothes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", str(folder / "keras"))
        put_clothes(patch)
        spec = pickle.dumps(DATASETS[CLOTHES]).hex()
        loader.load.cache_clear()
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(PATCH.format(spec=spec), encoding="utf-8")
    with serve(folder, PYTHONPATH=f"{site}:{ROOT}") as running:
        yield running


def test_a_network_of_clothes_is_trained_evaluated_and_shown_pictures(
    open_visitor, clothes_server
):
    visitor = open_visitor(LINK, at=clothes_server)
    expect(visitor.part("data_class")).to_contain_text("Ankle boot")
    expect(visitor.part("data_digits").locator(".tile")).to_have_count(20)
    visitor.go("Train")
    expect(visitor.part("train_data")).to_contain_text("600 pictures of clothes")
    visitor.press("train_start")
    result = visitor.trained()
    expect(result).to_contain_text("of 200 test pictures right")
    visitor.press("train_draw")
    answer = visitor.part("draw_answer")
    # The network may take it for any of them: "T-shirt" as well as "Bag".
    expect(answer).to_contain_text(re.compile("^[A-Z][a-z-]+"))
    expect(visitor.page.locator(".st-key-draw_canvas")).to_have_count(0)
    visitor.go("Inside")
    expect(visitor.part("draw_random")).to_be_visible()
    visitor.go("Evaluate")
    expect(visitor.part("evaluate_accuracy")).to_contain_text("Fashion-MNIST")
    coat = visitor.part("evaluate_confusion").get_by_role("rowheader", name="Coat")
    expect(coat).to_be_visible()
    visitor.go("Draw")
    visitor.press("draw_shipped")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")


@pytest.mark.parametrize("path", ["/data", "/train"])
def test_a_phone_has_room_for_the_names_of_clothes(open_visitor, clothes_server, path):
    query = "?data_set=fashion_mnist&lang=es"
    visitor = open_visitor(path + query, at=clothes_server, **PHONE)
    expect(visitor.part("train_data")).to_contain_text("imágenes de ropa")
    visitor.settle()
    assert not visitor.page.evaluate(WIDER)
