"""A class trains its network in front of everybody, and takes its work along."""

import csv
import io
import re
import uuid
import zipfile

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core.datasets import loader
from core.store.store import Store
from tests.support.axe import in_both_themes
from tests.support.classroom import Classroom
from tests.support.patience import PATIENCE_MILLISECONDS

# TensorFlow is woken and 12,000 images are learned, on a host that others use too.
TRAINING_MILLISECONDS = 10 * PATIENCE_MILLISECONDS
SMALL = """() => [...document.querySelectorAll('.stApp *')].filter(each =>
    [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && each.checkVisibility() && each.getClientRects().length
    && parseFloat(getComputedStyle(each).fontSize) < 24
).map(each => each.outerHTML)"""


@pytest.fixture
def classroom(open_visitor):
    return Classroom(open_visitor)


def taken(visitor, key):
    """Press a button and return the file that it brings."""
    with visitor.page.expect_download() as caught:
        visitor.press(key)
    return caught.value.path().read_bytes()


def give(server, first, drawn):
    """Have the store know of pupils and their drawings: digits that people wrote.

    Each pupil's open page would only take time from the training.

    Args:
        server: Whose store it is.
        first: The pupil who sits there already.
        drawn: Digits of each pupil, by the order of joining.
    """
    images, labels = loader.test_digits(loader.Source.SAMPLE)
    store = Store.open(f"sqlite:///{server.home / 'trazo.db'}")
    room, _ = store.seated_in(first.identity()) or ("", "")
    pupils = [first.identity(), *(uuid.uuid4().hex for _ in drawn[1:])]
    for pupil, digits in zip(pupils, drawn, strict=True):
        store.join_room(room, pupil)
        for digit in digits:
            image = images[labels == digit][0]
            store.add_class_drawing(room, pupil, image, digit, is_refused=False)
    store.close()


def test_a_class_trains_compares_and_takes_along(classroom, server):
    teacher, wall = classroom.teacher, classroom.wall()
    expect(teacher.button("room_train")).to_be_disabled()
    expect(
        teacher.page.get_by_text("The class has not drawn anything yet.")
    ).to_be_visible()
    # For training, for the open half, for training, and sealed.
    give(server, classroom.pupil(), ((1, 2, 3), (4, 5), (6,), (7,)))
    network = teacher.part("room_network")
    expect(network.get_by_text("4 drawings to learn from.")).to_be_visible()
    expect(network.get_by_text("2 in the open half of the test.")).to_be_visible()
    expect(network.get_by_text("1 in the sealed half.")).to_be_visible()
    expect(teacher.button("room_train")).to_be_enabled()
    teacher.press("room_train")

    # Everybody sees how it goes on.
    curve = wall.locator(".st-key-room_curve")
    chart = wall.locator(".st-key-room_accuracy").get_by_role("figure")
    expect(chart).to_be_visible(timeout=TRAINING_MILLISECONDS)
    expect(teacher.part("room_accuracy").get_by_role("figure")).to_be_visible()
    results = teacher.part("room_results")
    expect(results).to_be_visible(timeout=TRAINING_MILLISECONDS)
    expect(curve.get_by_text(re.compile("Done|Finished|trained", re.I))).to_be_visible()
    assert wall.evaluate(SMALL) == []

    # Before and after, each share with its count; the sealed half is not among them.
    rows = results.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(3)
    for row in rows.all():
        expect(row.locator("td").nth(0)).to_have_text(re.compile(r"^[012] of 2 \("))
        expect(row.locator("td").nth(1)).to_have_text(re.compile(r"of 1,000 \(\d"))
        expect(row.locator("td")).to_have_count(2)
    words = rows.all_inner_texts()
    teacher.press("room_board_wall")
    on_wall = wall.locator(".st-key-room_summary tbody tr")
    expect(on_wall).to_have_count(3)
    assert on_wall.all_inner_texts() == words
    assert wall.evaluate(SMALL) == []
    assert in_both_themes(wall) == []
    assert in_both_themes(teacher.page) == []

    # Taken along before and after the sealed half is opened.
    assert parts_of(taken(teacher, "room_take_zip")) == {"training": 4, "open_test": 2}
    teacher.press("room_unseal")
    expect(rows.first.locator("td")).to_have_count(3)
    expect(rows.first.locator("td").nth(1)).to_have_text(re.compile(r"^[01] of 1 \("))
    expect(teacher.page.get_by_text("The sealed half is in it once")).to_have_count(0)
    file = taken(teacher, "room_take_zip")
    assert parts_of(file) == {"training": 4, "open_test": 2, "sealed_test": 1}
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        table = list(csv.reader(io.StringIO(archive.read("results.csv").decode())))
    said = {(row[0], row[1]): f"{row[3]} of {row[4]}" for row in table if not row[2]}
    for name, row in zip(("article", "shipped", "class"), rows.all(), strict=True):
        for place, test in enumerate(("open_test", "sealed_test")):
            expect(row.locator("td").nth(place)).to_contain_text(said[name, test])
    with Image.open(io.BytesIO(taken(teacher, "room_take_poster"))) as poster:
        assert poster.size == (1240, 1754)


def parts_of(file):
    """Return how many drawings of each part are in a zip."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        content = archive.read("drawings.npz")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        assert len(arrays["images"]) == len(arrays["labels"])
        names, counts = np.unique(arrays["parts"], return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))
