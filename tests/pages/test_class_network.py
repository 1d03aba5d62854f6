"""The network of a class answers on Draw, Inside and Evaluate: digits, and signs."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from core import prediction
from core.arrays.pixel_types import as_float32
from core.datasets.loader import Source
from core.engine.room_reader import Place
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import StoreUnavailable
from core.explain import activations, embedding
from core.preprocessing import strokes
from core.rooms import sign_image
from core.rooms.split import Part
from core.runs.progress import Ending, Trained
from core.settings.run import RunSettings
from core.ui.state.inside_state import Look
from core.ui.state.page_state import OF_CLASS, SHIPPED
from tests.support.class_drawings import ROOM, drawn_class
from tests.support.clothes_pages import keys, words
from tests.support.drawings import SEVEN

SIGNS = ("A", "star", "E", "smile", "C", "sun", "K", "moon")
NAMES = {
    "en": ("A", "a star", "E", "a smiling face", "C", "a sun", "K", "a moon"),
    "es": (
        "A",
        "una estrella",
        "E",
        "una cara contenta",
        "C",
        "un sol",
        "K",
        "una luna",
    ),
}


class OneRoom:
    """Rooms of which one is taught by everybody who looks."""

    def __init__(self, room, drawings):
        self.here, self.given = room, drawings

    def place_of(self, visitor, *, is_fresh=False):
        """Return the teacher's place."""
        return Place(taught=ROOM)

    def room(self, room):
        """Return the room."""
        assert room == ROOM
        return self.here

    def drawings(self, room):
        """Return its class set."""
        assert room == ROOM
        return self.given


@pytest.fixture
def run(trazo_home):
    """The training of a class: the article's network stands for what it left."""
    made = Run(RunSpec.training(RunSettings(), Source.SAMPLE))
    network = prediction.ARTICLE_PATH.read_bytes()
    made.finish(Trained(Ending.FINISHED, 0.875, 0.3, b"", network))
    return made


@pytest.fixture
def taught(engine, run):
    """Have the class of a teacher draw; return the room, before any page is open."""

    def teach(signs=(), *, count=60, is_sealed=True):
        room, drawings = drawn_class(count, is_sealed=is_sealed, signs=signs)
        if signs:
            drawings = tuple(each for each in drawings if each.label < len(signs))
        engine.rooms = OneRoom(room, drawings)
        engine.class_runs = SimpleNamespace(find=lambda room: run)
        return engine.rooms

    return teach


def opened(open_with, script, *, network=OF_CLASS, **query):
    """Open a page, and have the class's network answer."""
    page = open_with(script, **query)
    page.session_state["trazo"].digit.network = network
    page.run()
    assert not page.exception
    return page


def offered(page):
    """Return the names of the networks that can be chosen."""
    controls = page.get("segmented_control")
    return next(one for one in controls if str(one.key).endswith("_network")).options


def drawn_seven():
    """Return what a network of signs sees of the drawn 7."""
    picture = strokes.render(strokes.parse(SEVEN), 260, 260)
    assert picture is not None
    return as_float32(sign_image.image_of(picture))


def answer_of_article(signs):
    """Return what the article's network makes of the drawn 7 as one of some signs."""
    return prediction.article().probabilities(drawn_seven()[None])[0][:signs]


SCRIPTS = ("pages/draw.py", "pages/inside.py", "pages/evaluate.py")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_network_of_the_class_can_be_chosen_once_it_is_trained(
    open_with, engine, taught, script
):
    taught()
    page = open_with(script)
    assert offered(page) == ["Trazo’s network", "The class’s (87.5%)"]
    engine.class_runs = SimpleNamespace(find=lambda room: None)
    page = open_with(script)
    assert offered(page) == ["Trazo’s network"]
    # What was chosen before goes back to Trazo's own.
    assert opened(open_with, script).session_state["trazo"].digit.network == SHIPPED


def test_a_network_of_digits_reads_drawings_and_is_tested_on_mnist(
    open_with, canvas, taught
):
    taught()
    canvas.json_data = SEVEN
    assert ">7</p>" in words(opened(open_with, "pages/draw.py"))
    page = opened(open_with, "pages/evaluate.py")
    assert "of 1,000 test digits right" in words(page)


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("script", ["pages/draw.py", "pages/inside.py"])
def test_a_network_of_signs_answers_with_a_sign(
    open_with, canvas, taught, script, language
):
    taught(SIGNS)
    canvas.json_data = SEVEN
    page = opened(open_with, script, lang=language)
    shares = answer_of_article(len(SIGNS))
    said = words(page)
    assert f">{NAMES[language][int(shares.argmax())]}</p>" in said
    # Neither an upload nor a correction nor a comparison with digits is offered.
    assert not {"draw_pin", "draw_break"} & keys(page)
    controls = {one.key for one in page.get("segmented_control")}
    assert not {"draw_input", "inside_input"} & controls
    assert "draw_correct" not in {one.key for one in page.get("pills")}


def test_what_was_uploaded_for_digits_gives_way_to_the_canvas(
    open_with, canvas, taught
):
    taught(SIGNS)
    canvas.json_data = SEVEN
    page = open_with("pages/draw.py")
    visit = page.session_state["trazo"]
    visit.digit.input = "upload"
    generation = visit.work.drawing.generation
    visit.digit.network = OF_CLASS
    page.run()
    assert not page.exception
    assert visit.digit.input == "canvas"
    # A new one, with what was drawn on it.
    assert visit.work.drawing.generation > generation


def test_inside_breaks_no_network_of_signs(open_with, canvas, taught):
    taught(SIGNS)
    canvas.json_data = SEVEN
    page = open_with("pages/inside.py")
    visit = page.session_state["trazo"]
    visit.digit.network, visit.inside.look = OF_CLASS, Look.BREAK
    visit.inside.digit = 9
    page.run()
    assert not page.exception
    (look,) = (one for one in page.get("segmented_control") if one.key == "inside_look")
    assert look.options == ["Layer by layer", "Which ink mattered", "Look-alikes"]
    assert look.value == Look.LAYERS
    shares = answer_of_article(len(SIGNS))
    best = NAMES["en"][int(shares.argmax())]
    assert f"8 bars; the highest is that of “{best}”" in words(page)
    visit.inside.look = Look.INK
    page.run()
    assert not page.exception
    (why,) = (one for one in page.get("pills") if one.key == "inside_digit")
    assert why.options == list(NAMES["en"])
    # There is no ninth sign: the runner-up is compared instead.
    assert why.value == int(np.argsort(-shares)[1])
    assert f"“{best}”" in words(page)


def test_the_nearest_drawings_of_a_sign_are_those_it_has_learned_from(
    open_with, canvas, taught
):
    rooms = taught(SIGNS)
    canvas.json_data = SEVEN
    page = open_with("pages/inside.py")
    visit = page.session_state["trazo"]
    visit.digit.network, visit.inside.look = OF_CLASS, Look.ALIKE
    page.run()
    assert not page.exception
    said = words(page)
    writers = {s.id for s in rooms.here.seats if s.part is Part.TRAINING}
    known = [each for each in rooms.given if each.seat in writers]
    assert f"The nearest of {len(known)} drawings" in said
    # The oracle: numbers before the last layer, worked out one image after the other.
    reader = activations.load_cached(prediction.ARTICLE_PATH)
    hidden = [
        embedding.penultimate_activations(reader.layers(image))
        for image in (drawn_seven(), *(as_float32(each.image) for each in known))
    ]
    distances = [float(((one - hidden[0]) ** 2).sum()) for one in hidden[1:]]
    near = sorted(range(len(known)), key=distances.__getitem__)[:10]
    counts = Counter(NAMES["en"][known[place].label] for place in near)
    for name, count in counts.items():
        assert f"**{name}**: {count}" in said
    rooms.given = ()
    page.run()
    assert not page.exception
    assert "no drawings for training any more" in words(page)


def test_every_layer_of_a_network_of_signs_opens(open_with, canvas, taught):
    taught(SIGNS[:3])
    canvas.json_data = SEVEN
    page = open_with("pages/inside.py")
    visit = page.session_state["trazo"]
    visit.digit.network = OF_CLASS
    visit.widgets.unfolded |= {f"inside_layer_{place}" for place in range(12)}
    page.run()
    assert not page.exception
    said = words(page)
    assert "not in use" in said
    assert "The neuron of “" in said


@pytest.mark.parametrize("is_sealed", [True, False])
@pytest.mark.parametrize("language", NAMES)
def test_evaluate_tests_signs_on_what_the_class_has_drawn_for_testing(
    open_with, taught, language, is_sealed
):
    rooms = taught(SIGNS, is_sealed=is_sealed)
    parts = {Part.OPEN_TEST} if is_sealed else {Part.OPEN_TEST, Part.SEALED_TEST}
    writers = {seat.id for seat in rooms.here.seats if seat.part in parts}
    test = [each for each in rooms.given if each.seat in writers]
    images = as_float32(np.stack([each.image for each in test]))
    answers = prediction.article().probabilities(images)[:, : len(SIGNS)].argmax(1)
    right = sum(int(answers[n]) == each.label for n, each in enumerate(test))
    assert 0 < right <= len(test)
    page = opened(open_with, "pages/evaluate.py", lang=language)
    said = words(page)
    if language == "en":
        assert f"It gets {right} of {len(test)} drawings right." in said
        assert ("The sealed half is not among them." in said) is is_sealed
        assert page.metric[0].value == f"{right / len(test):.2%}"
    for name in NAMES[language]:
        assert f">{name}</th>" in said


def test_evaluate_survives_a_class_that_has_drawn_almost_nothing(open_with, taught):
    rooms = taught(SIGNS[:2])
    writer = next(s.id for s in rooms.here.seats if s.part is Part.OPEN_TEST)
    rooms.given = tuple(each for each in rooms.given if each.seat == writer)[:1]
    page = open_with("pages/evaluate.py")
    visit = page.session_state["trazo"]
    visit.digit.network, visit.evaluate.cell = OF_CLASS, (3, 9)
    page.run()
    assert not page.exception
    assert "of 1 drawings right" in words(page)
    rooms.given = ()
    page.run()
    assert not page.exception
    assert "no drawings for testing" in words(page)


@pytest.mark.parametrize("script", SCRIPTS)
def test_while_its_file_cannot_be_fetched_trazos_own_network_answers_digits(
    open_with, canvas, taught, run, script, monkeypatch
):
    taught(SIGNS)
    canvas.json_data = SEVEN
    page = open_with(script)

    def away(self):
        raise StoreUnavailable

    monkeypatch.setattr(type(run), "litert_path", property(away))
    page.session_state["trazo"].digit.network = OF_CLASS
    page.run()
    assert not page.exception
    assert page.warning
    assert page.session_state["trazo"].digit.network == OF_CLASS
    said = words(page)
    assert "a star" not in said
    expected = "test digits right" if "evaluate" in script else ">7</p>"
    assert expected in said
