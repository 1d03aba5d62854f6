"""A class: a teacher, a wall, and pupils who join by a code."""

import uuid
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from core import prediction
from core.runs.progress import Ending
from core.runs.records import DONE
from core.store.store import Store
from tests.support.axe import in_both_themes
from tests.support.classroom import Classroom
from tests.support.patience import wait_for
from tests.support.saved_runs import checkpoint, saved
from tests.support.stillness import press_steadily

UPSTROKE_ONE = [(40, 160), (150, 40), (150, 220)]
PHONE = {"viewport": {"width": 320, "height": 700}, "locale": "es-ES"}


@pytest.fixture
def classroom(open_visitor):
    return Classroom(open_visitor)


def test_a_class_joins_draws_and_sees_its_wall(classroom, open_visitor):
    wall = classroom.wall()
    expect(wall.locator(".room-code strong")).to_contain_text(classroom.code[:3])
    anna = classroom.pupil()
    berta = classroom.pupil(**PHONE)
    expect(classroom.seats()).to_have_count(2)
    expect(wall.get_by_text("2 have joined.")).to_be_visible()
    assert in_both_themes(classroom.teacher.page) == []
    expect(anna.part("footer")).to_be_visible()
    expect(anna.page.get_by_text("Wait for your teacher")).to_be_visible()

    classroom.take("join")
    first = classroom.give(anna)
    expect(wall.get_by_alt_text("1 drawing of the class.")).to_be_visible()
    # No digit is asked for twice before each was asked for once.
    assert classroom.give(anna) != first
    expect(anna.page.get_by_text("You have given 2 drawings.")).to_be_visible()
    classroom.give(berta)
    expect(wall.get_by_alt_text("3 drawings of the class.")).to_be_visible()
    assert in_both_themes(berta.page) == []
    assert berta.cut_off() == []

    anna.unfold("My drawings")
    drawings = anna.part("join_drawings").locator("button")
    expect(drawings).to_have_count(2)
    press_steadily(drawings.first)
    expect(drawings).to_have_count(1)
    expect(wall.get_by_alt_text("2 drawings of the class.")).to_be_visible()

    # The seat is found again, with its drawings.
    name = anna.part("join_nickname").locator("strong").inner_text()
    anna.page.reload()
    expect(anna.part("join_nickname").locator("strong")).to_have_text(name)
    expect(anna.page.get_by_text("You have given 1 drawing.")).to_be_visible()


def test_the_wall_has_no_control_no_name_and_no_secret(classroom, open_visitor):
    wall = classroom.wall()
    pupil = classroom.pupil()
    classroom.take("join")
    classroom.give(pupil)
    classroom.teacher.press("room_key")
    link = classroom.teacher.part("room_key_link").inner_text()
    key = link.partition("key=")[2].strip()
    assert len(key) > 20
    expect(wall.get_by_alt_text("1 drawing of the class.")).to_be_visible()
    shown = wall.content() + wall.url
    name = pupil.part("join_nickname").locator("strong").inner_text()
    for secret in (key, name, pupil.identity(), classroom.teacher.identity()):
        assert secret not in shown
    assert wall.get_by_role("button").count() == 0
    small = wall.evaluate(
        """() => [...document.querySelectorAll('.stApp *')].filter(each =>
            [...each.childNodes].some(node => node.nodeType === 3
                && node.textContent.trim())
            && each.checkVisibility() && each.getClientRects().length
            && parseFloat(getComputedStyle(each).fontSize) < 24
        ).map(each => each.outerHTML)"""
    )
    assert small == []
    assert in_both_themes(wall) == []
    # The key gives another device the controls, and leaves the address.
    other = open_visitor(f"/room?key={key}&lang=en")
    expect(other.part("room_code")).to_contain_text("The code of the class")
    wait_for(lambda: "key=" not in other.page.url)
    other.press("room_pause")
    expect(pupil.page.locator(".seat-paused")).to_be_visible()


def test_answers_are_hidden_until_they_are_revealed(classroom):
    wall = classroom.wall()
    pupils = [classroom.pupil(), classroom.pupil(**PHONE)]
    classroom.teacher.press("room_ask")
    for place, pupil in enumerate(pupils):
        answers = pupil.part("seat_question").get_by_role("radiogroup")
        press_steadily(answers.locator("label").nth(place))
        expect(pupil.part("seat_question").locator("p").last).to_contain_text(
            ["Your answer counts", "Tu respuesta cuenta"][place]
        )
    expect(wall.get_by_text("2 have answered.")).to_be_visible()
    assert wall.locator(".votes-count").count() == 0
    assert wall.locator(".right").count() == 0
    classroom.teacher.press("room_reveal")
    counts = wall.locator(".votes-count")
    expect(counts.nth(0)).to_have_text("1")
    expect(counts.nth(1)).to_have_text("1")
    expect(pupils[0].part("seat_question").locator(".votes-count").nth(1)).to_have_text(
        "1"
    )
    assert in_both_themes(pupils[1].page) == []
    classroom.teacher.press("room_close_question")
    expect(pupils[0].part("seat_question")).to_have_count(0)


def test_a_class_goes_where_its_teacher_takes_it(classroom):
    anna = classroom.pupil()
    # What is not open is not in the menu, and its address leads to the class.
    expect(anna.part("pages").get_by_role("link")).to_have_count(1)
    anna.page.goto(anna.page.url.replace("/join", "/train"))
    anna.page.wait_for_url(lambda url: urlsplit(url).path == "/join")
    anna.part("join_nickname").wait_for()
    classroom.take("draw")
    anna.page.wait_for_url(lambda url: urlsplit(url).path == "/draw")
    expect(anna.part("pages").get_by_role("link")).to_have_count(2)
    # Who comes late lands where the class is.
    late = classroom.latecomer()
    late.page.wait_for_url(lambda url: urlsplit(url).path == "/draw")
    # A pause leaves what is on the screen, and lets nobody touch it.
    anna.draw(7)
    expect(anna.answer()).to_have_text("7")
    classroom.teacher.press("room_pause")
    expect(anna.page.locator(".seat-paused")).to_be_visible()
    expect(anna.answer()).to_have_text("7")
    touched = anna.page.evaluate(
        """() => {
            const { x, y } = document.querySelector('.st-key-draw_clear button')
                .getBoundingClientRect()
            return document.elementFromPoint(x + 5, y + 5)
                ?.closest('.st-key-draw_clear') !== null
        }"""
    )
    assert not touched
    classroom.teacher.press("room_pause")
    expect(anna.page.locator(".seat-paused")).to_have_count(0)
    anna.clear()
    # A page that is closed says so to those who are there.
    pages = classroom.teacher.part("room_pages")
    press_steadily(pages.get_by_role("button", name="Draw", exact=True))
    expect(anna.page.get_by_text("This page is not open yet.")).to_be_visible()


def test_a_seat_is_sent_out_comes_back_and_is_removed(classroom):
    pupil = classroom.pupil()
    classroom.take("join")
    classroom.give(pupil)
    press_steadily(classroom.seats().first)
    classroom.teacher.press("room_kick")
    expect(pupil.page.get_by_text("Your teacher has sent you out.")).to_be_visible()
    pupil.page.get_by_role("textbox").fill(classroom.code.lower())
    pupil.page.get_by_role("textbox").press("Enter")
    pupil.press("join_enter")
    expect(pupil.page.get_by_text("You have given 1 drawing.")).to_be_visible()
    classroom.teacher.press("room_remove")
    expect(pupil.page.get_by_text("Your seat is no longer there")).to_be_visible()
    expect(classroom.seats()).to_have_count(0)
    expect(classroom.teacher.page.get_by_text("The wall is empty")).to_be_visible()


def test_wrong_codes_a_locked_door_and_an_end_are_said(classroom, open_visitor):
    stranger = open_visitor("/join?lang=en")
    box = stranger.page.get_by_role("textbox")
    box.fill("AAA AAA")
    box.press("Enter")
    stranger.press("join_enter")
    expect(stranger.page.get_by_text("No class has this code.")).to_be_visible()
    assert in_both_themes(stranger.page) == []

    pupil = classroom.pupil()
    classroom.teacher.press("room_lock")
    expect(classroom.teacher.page.get_by_text("The door is locked")).to_be_visible()
    late = open_visitor(f"/join?code={classroom.code}")
    late.press("join_enter")
    expect(late.page.get_by_text("The door of this class is locked.")).to_be_visible()

    classroom.teacher.press("room_delete")
    classroom.teacher.press("room_delete_confirm")
    classroom.teacher.part("room_open").wait_for()
    expect(pupil.page.get_by_text("That class is over")).to_be_visible()


def give_network(server, visitor, file):
    """Have the store know of a network that a visitor has trained in the room."""
    store = Store.open(f"sqlite:///{server.home / 'trazo.db'}")
    found = store.seated_in(visitor)
    assert found is not None
    room, _ = found
    run = replace(
        saved(uuid.uuid4().hex, visitor),
        stage=DONE,
        ending=Ending.FINISHED,
        accuracy=0.98,
        loss=0.1,
    )
    store.import_run(run, checkpoint(7), {"keras": b"", "litert": file})
    store.put_on_board(room, visitor, run.id)
    store.close()


def test_networks_are_compared_asked_and_broken(classroom, server):
    wall = classroom.wall()
    trains, tests = classroom.pupil(), classroom.pupil()
    classroom.take("join")
    for _ in range(2):
        classroom.give(tests)
    give_network(server, trains.identity(), prediction.ARTICLE_PATH.read_bytes())
    board = classroom.teacher.part("room_board")
    expect(board).to_contain_text("Network 1")
    expect(board).to_contain_text("of 2")
    # Each seat learns its own place, on its own screen.
    trains.page.reload()
    expect(trains.part("join_place")).to_contain_text("Your network is number 1.")
    expect(tests.part("join_place")).to_have_count(0)

    classroom.take("draw")
    tests.page.wait_for_url(lambda url: urlsplit(url).path == "/draw")
    # The article's network takes a one with a long upstroke for a four.
    tests.stroke(UPSTROKE_ONE)
    expect(tests.answer()).to_have_text("1")
    press_steadily(tests.part("draw_other").get_by_role("radio", name="Network 1"))
    expect(tests.part("draw_other_answer")).to_contain_text("It says 4")
    assert in_both_themes(tests.page) == []
    tests.press("draw_break")
    expect(tests.page.get_by_text("Entered.")).to_be_visible()
    classroom.teacher.press("room_board_wall")
    expect(wall.get_by_text("It was a 1.")).to_be_visible()
    assert in_both_themes(wall) == []

    # Nobody has drawn for the sealed half yet, and it stays shut until it is opened.
    expect(wall.get_by_text("On the half that was sealed")).to_have_count(0)
    classroom.teacher.press("room_has_board")
    expect(wall.get_by_text("This class has no board.")).to_be_visible()
    expect(tests.part("draw_other")).to_have_count(0)


def test_the_room_sets_what_a_seat_trains(classroom):
    pupil = classroom.pupil()
    classroom.take("train")
    pupil.page.wait_for_url(lambda url: urlsplit(url).path == "/train")
    expect(pupil.page.get_by_text("So that your whole class is done")).to_be_visible()
    for key in ("train_epochs", "share", "hand"):
        expect(pupil.part(key)).to_have_count(0)
    assert in_both_themes(pupil.page) == []
