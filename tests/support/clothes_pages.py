"""Clothes on the pages: a small data set, a run on it, and what a page says of it."""

import pytest

from core import prediction
from core.datasets import class_overview
from core.datasets.loader import Source
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.progress import Ending, Trained
from core.settings.run import RunSettings
from tests.support.data_files import CLOTHES, put_clothes

ENGLISH = "T-shirt,Trousers,Jumper,Dress,Coat,Sandal,Shirt,Trainer,Bag,Ankle boot"


SPANISH = (
    "Camiseta,Pantalón,Jersey,Vestido,Abrigo,Sandalia,Camisa,Zapatilla,Bolso,Botín"
)


NAMES = {"en": ENGLISH.split(","), "es": SPANISH.split(",")}


@pytest.fixture
def here(open_with, monkeypatch):
    """Fashion-MNIST, small, in the cache folder; the folder."""
    class_overview.overview.cache_clear()
    yield put_clothes(monkeypatch)
    class_overview.overview.cache_clear()


@pytest.fixture
def trained(here, trazo_home):
    """A run on clothes that left a network; the shipped one's file stands for it."""
    settings = RunSettings(dataset=CLOTHES)
    run = Run(RunSpec.training(settings, Source.FASHION_MNIST))
    network = prediction.ARTICLE_PATH.read_bytes()
    run.finish(Trained(Ending.FINISHED, 0.9, 0.3, b"", network))
    return run


@pytest.fixture
def no_reading(monkeypatch):
    """Fail where any network reads a drawing."""

    def refuse(self, inks, steps=None):
        raise AssertionError("a drawing was read")

    monkeypatch.setattr(prediction.Predictor, "read_ink", refuse)


def choose(page, run):
    """Have a run's network answer."""
    session = page.session_state["trazo"]
    session.work.runs, session.digit.network = [run], run.id
    page.run()
    assert not page.exception
    return page


def keys(page):
    """Return the keys of all buttons."""
    return {button.key for button in page.button}


def words(page):
    """Return everything that a page says."""
    texts = [*page.markdown, *page.caption, *page.info, *page.warning, *page.header]
    html = [element.proto.body for element in page.get("html")]
    return " ".join([text.value for text in texts] + html)
