"""Fixtures: the Inside page with a drawing on its canvas."""

import pytest

from core.explain import activations
from tests.support.drawings import SEVEN


@pytest.fixture
def drawn(open_page, canvas):
    """The Inside page with a seven on its canvas."""
    canvas.json_data = SEVEN
    return open_page("pages/inside.py")


@pytest.fixture
def seen(drawn, monkeypatch):
    """The preprocessed drawing, recorded while the page runs."""
    kept = []
    layers = activations.ActivationReader.layers

    def keep(self, image):
        kept.append(image)
        return layers(self, image)

    monkeypatch.setattr(activations.ActivationReader, "layers", keep)
    return kept
