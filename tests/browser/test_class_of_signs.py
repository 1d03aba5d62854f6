"""A class teaches a network signs of its own, and looks at it on its own pages."""

import contextlib
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.rooms.sign_image import rendered
from core.rooms.signs import catalogue
from core.store.store import Store
from tests.support.axe import in_both_themes
from tests.support.classroom import Classroom
from tests.support.patience import PATIENCE_MILLISECONDS, wait_for
from tests.support.root import ROOT
from tests.support.server import serve
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

# TensorFlow is woken, on a host that others use too.
TRAINING_MILLISECONDS = 10 * PATIENCE_MILLISECONDS
# Python runs it in every process of the app: two signs need no 60,000 images.
PATCH = """
from dataclasses import replace
from core.rooms import sign_training
sign_training.RECIPE = replace(sign_training.RECIPE, epochs=3, images=600)
"""
NOTHING_DRAWN = "Draw something."
# Time after which a person draws again.
ANSWER_MILLISECONDS = 10_000
TICK = [(50, 140), (105, 200), (210, 60)]
LETTER_L = [(90, 40), (90, 215), (190, 215)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app, which trains networks of signs with fewer images."""
    folder = tmp_path_factory.mktemp("signs")
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(PATCH, encoding="utf-8")
    with serve(folder, PYTHONPATH=f"{site}:{ROOT}") as running:
        yield running


def give(server, pupil, signs, count):
    """Have the store know of drawings of a pupil: of each sign, a little moved."""
    store = Store.open(f"sqlite:///{server.home / 'trazo.db'}")
    room, _ = store.seated_in(pupil.identity()) or ("", "")
    for label, sign in enumerate(signs):
        picture = rendered(catalogue()[sign], 28)
        for step in range(count):
            image = np.roll(picture, (step % 3 - 1, step // 3 - 1), (0, 1))
            store.add_class_drawing(
                room, pupil.identity(), image, label, is_refused=False
            )
    store.close()


def test_a_class_learns_signs_and_everybody_draws_for_its_network(open_visitor, server):
    classroom = Classroom(open_visitor, signs=("the letter L", "a tick"))
    teacher = classroom.teacher
    # By the order of joining: for training, for the open half of the test.
    writer, tester = classroom.pupil(**PHONE), classroom.pupil()
    give(server, writer, ("L", "check"), 9)
    give(server, tester, ("L", "check"), 2)
    expect(teacher.button("room_train")).to_be_enabled()
    teacher.press("room_train")
    results = teacher.part("room_results")
    expect(results).to_be_visible(timeout=TRAINING_MILLISECONDS)
    expect(results.get_by_text("Everybody in the class can choose")).to_be_visible()

    for page in ("draw", "evaluate", "inside"):
        classroom.take(page)
    # Who has been taken along can go back.
    expect(writer.page).to_have_url(re.compile("/inside"))
    writer.go("Draw")
    title = writer.part("draw_title")
    expect(title).to_contain_text("the digits 0 to 9")
    canvas = writer.part("draw_canvas").locator("canvas:visible").last.element_handle()
    choose(writer, "draw_network", re.compile("The class’s"))
    expect(title).to_contain_text("It knows: L, a tick.")
    expect(writer.part("draw_input")).to_have_count(0)
    writer.settle()
    # What stood above it is gone, and it is the same one.
    assert canvas.evaluate("canvas => canvas.isConnected && canvas.checkVisibility()")
    for points, name in ((TICK, "a tick"), (LETTER_L, "L")):
        draw_sign(writer, points, name)
        if name != "L":
            writer.clear()
    expect(writer.part("draw_correct")).to_have_count(0)
    assert not in_both_themes(writer.page)

    # What was drawn and who answers go along to the next pages.
    writer.go("Inside")
    flow = writer.part("inside_flow")
    expect(flow.get_by_role("img", name=re.compile("2 bars.*“L”"))).to_be_visible()
    choose(writer, "inside_look", "Which ink mattered")
    expect(writer.part("inside_mattered_words")).to_contain_text("“L”")
    assert not writer.cut_off()
    writer.go("Evaluate")
    accuracy = writer.part("evaluate_accuracy")
    expect(accuracy).to_contain_text("of 4 drawings right")
    expect(accuracy).to_contain_text("The sealed half is not among them.")
    matrix = writer.part("evaluate_confusion")
    expect(matrix.get_by_role("rowheader", name="a tick")).to_be_visible()
    assert not in_both_themes(writer.page)

    # The class is over: Trazo's own network answers again, and says so.
    writer.go("Draw")
    teacher.press("room_delete")
    teacher.press("room_delete_confirm")
    expect(writer.part("draw_title")).to_contain_text(
        "the digits 0 to 9", timeout=PATIENCE_MILLISECONDS
    )


def draw_sign(visitor, points, name):
    """Draw one stroke and wait for its name.

    What was above the canvas is gone, and it has moved. On a busy machine a stroke went
    astray once: a person draws again then.
    """

    def is_read():
        visitor.settle()
        if visitor.answer().inner_text().strip() == NOTHING_DRAWN:
            visitor.stroke(points)
        with contextlib.suppress(AssertionError):
            expect(visitor.answer()).to_have_text(name, timeout=ANSWER_MILLISECONDS)
            return True
        return False

    wait_for(is_read)


def choose(visitor, key, name):
    """Choose one of a few, side by side."""
    press_steadily(visitor.part(key).get_by_role("radio", name=name))
