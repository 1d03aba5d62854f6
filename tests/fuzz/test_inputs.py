"""Any input from outside is accepted, or refused with the right error.

There is one property for each kind of input. `make test` tries a few examples of each,
always the same ones; `make fuzz` tries new ones for a given time.
"""

import io
import json
import math
from collections.abc import Callable
from types import SimpleNamespace
from unittest import mock

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from core import i18n, prediction
from core.datasets import own_drawings
from core.errors import DrawingError, UploadError
from core.preprocessing import image_files, strokes
from core.settings import network, query_params, run
from core.settings.run import RunSettings
from core.ui.components import setting_widgets
from core.ui.state import identity, visitor_cookie
from tests.support.strangers import JSON, NUMBERS, TEXTS, spoilt, tell

KEYS = st.sampled_from(
    [
        *(choice.key for choice in query_params.CHOICES),
        *(
            network.BLOCKS_KEY,
            network.DENSE_KEY,
            query_params.HIDE_KEY,
            query_params.WORK_KEY,
            query_params.CODE_KEY,
        ),
    ]
)
ON_CANVAS = st.floats(-50, 300)
PATHS = st.lists(
    st.tuples(st.sampled_from("ML"), ON_CANVAS, ON_CANVAS)
    | st.tuples(st.just("Q"), ON_CANVAS, ON_CANVAS, ON_CANVAS, ON_CANVAS)
    | st.lists(JSON, max_size=5),
    max_size=6,
)
STROKES = st.fixed_dictionaries({"path": PATHS | JSON, "strokeWidth": NUMBERS | JSON})
CANVASES = JSON | st.fixed_dictionaries(
    {"objects": st.lists(STROKES | JSON, max_size=4) | JSON}
)
CHOICES = st.sampled_from([*run.CHOICES, *network.CHOICES])


def picture(kind: str) -> bytes:
    """Return a small picture as a file."""
    file = io.BytesIO()
    pixels = np.full((40, 30, 3), 230, np.uint8)
    pixels[10:30, 14:17] = 20
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def few_drawings(write: Callable[[own_drawings.LabelledDrawings], bytes]) -> bytes:
    """Return two drawings as a file."""
    images = np.arange(2 * 784).reshape(2, 28, 28).astype(np.uint8)
    return write(own_drawings.LabelledDrawings(images, np.array([3, 7], np.uint8)))


@given(st.dictionaries(KEYS | TEXTS, TEXTS, max_size=6))
def test_a_link(query):
    chosen, refusals = query_params.from_query(query)
    query_params.hidden_parts(query)
    for refusal in refusals:
        tell(refusal)
    assert query_params.from_query(query_params.to_query(chosen)) == (chosen, ())


ADDRESSES = st.dictionaries(
    st.sampled_from([query_params.WORK_KEY, query_params.CODE_KEY]), TEXTS
)


def browser_with(header):
    """Return Streamlit with a browser that sends a header of cookies."""
    return SimpleNamespace(context=SimpleNamespace(headers={"Cookie": header}))


@given(ADDRESSES, TEXTS | TEXTS.map(lambda text: f"{visitor_cookie.COOKIE}={text}"))
@example({query_params.WORK_KEY: "f" * 32 + "\n"}, "")
@example({query_params.WORK_KEY: "f" * 32}, f"{visitor_cookie.COOKIE}=" + "٣" * 32)
def test_an_address_and_a_cookie_that_name_somebody(address, header):
    with mock.patch.object(visitor_cookie, "st", browser_with(header)):
        stored = visitor_cookie.read(visitor_cookie.COOKIE)
    who = identity.identify("es", address, stored)
    assert identity.is_visitor(who.visitor)
    assert who.visitor not in address.values()
    assert who.settled == (who.visitor == stored)


@given(TEXTS)
def test_a_cookie_of_steps(known):
    header = f"a=b; {visitor_cookie.STEPS_COOKIE}={known}"
    with mock.patch.object(visitor_cookie, "st", browser_with(header)):
        stored = visitor_cookie.read(visitor_cookie.STEPS_COOKIE)
    assert identity.steps_done(stored) <= set(range(1, 9))


@given(st.none() | TEXTS)
def test_a_language_of_a_browser(wish):
    assert i18n.choose(wish) in i18n.LANGUAGES


@given(CHOICES, JSON)
@example(run.EPOCHS, None)
@example(run.LEARNING_RATE, math.nan)
@example(run.OPTIMIZER, ["adam"])
def test_a_setting_that_a_widget_sends(choice, value):
    visit = SimpleNamespace(
        work=SimpleNamespace(settings=RunSettings()), link=SimpleNamespace(refusals=())
    )
    holder = mock.patch.object(setting_widgets, "session", return_value=visit)
    widget = mock.patch.object(setting_widgets, "widget_value", return_value=value)
    with holder, widget:
        setting_widgets.save(choice)
    settings = visit.work.settings
    assert settings.changed(choice, settings.value(choice))


@given(CANVASES)
def test_a_canvas(drawing):
    try:
        given_strokes = strokes.parse(drawing)
        pixels = strokes.render(given_strokes, 60, 60)
        json.dumps(given_strokes)
        if pixels is not None:
            prediction.shipped().read(pixels)
    except DrawingError as error:
        tell(error)


@given(
    st.text().map(str.encode) | st.binary() | spoilt(picture("PNG"), picture("JPEG"))
)
@example(picture("PNG"))
def test_a_picture(file):
    try:
        prediction.shipped().read(image_files.open_upload(file))
    except (UploadError, DrawingError) as error:
        tell(error)


@given(
    st.text().map(str.encode)
    | st.binary()
    | st.binary().map(lambda rest: b"PK\x03\x04" + rest)
    | spoilt(few_drawings(own_drawings.to_csv), few_drawings(own_drawings.to_npz))
)
@example(few_drawings(own_drawings.to_csv))
@example(few_drawings(own_drawings.to_npz))
def test_a_set_of_drawings(file):
    try:
        brought = own_drawings.LabelledDrawings().joined(own_drawings.from_file(file))
    except UploadError as error:
        tell(error)
    else:
        assert 0 < len(brought) <= own_drawings.MOST_DRAWINGS
        assert brought.labels.max() < network.CLASSES
