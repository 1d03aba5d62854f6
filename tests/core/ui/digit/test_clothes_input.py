"""A network of clothes is shown pictures, and no drawing is read by it."""

import numpy as np
import pytest

from core import prediction
from tests.support.clothes_pages import NAMES, choose, keys, words
from tests.support.data_files import CLOTHES
from tests.support.drawings import SEVEN


@pytest.mark.parametrize("script", ["pages/draw.py", "pages/inside.py"])
def test_no_drawing_is_read_as_a_shirt(open_with, canvas, trained, no_reading, script):
    canvas.json_data = SEVEN
    page = open_with("pages/data.py").switch_page(script)
    session = page.session_state["trazo"]
    session.work.runs, session.digit.network = [trained], trained.id
    page.run()
    assert not page.exception
    assert "clothes cannot be drawn here" in page.info[0].value
    picture = session.digit.test_picture
    assert picture.dataset is CLOTHES
    shown = f"It shows: {NAMES['en'][picture.label]}."
    assert shown in words(page)
    seen = picture.image[None].astype(np.float32) / 255
    answer = prediction.article().probabilities(seen)[0].argmax()
    assert f'class="answer size-3">{NAMES["en"][answer]}</p>' in words(page)
    before = picture.image
    for _ in range(5):
        page.button(key="draw_random").click().run()
    assert not np.array_equal(session.digit.test_picture.image, before)


@pytest.mark.parametrize("script", ["pages/draw.py", "pages/inside.py"])
def test_the_shipped_network_is_one_press_away(open_with, canvas, trained, script):
    page = choose(open_with(script), trained)
    assert "draw_shipped" in keys(page)
    canvas.json_data = SEVEN
    page.button(key="draw_shipped").click().run()
    assert not page.exception
    assert "draw_shipped" not in keys(page)
    assert 'class="answer size-1">7</p>' in words(page)
