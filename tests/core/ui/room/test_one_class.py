"""A class by the protocol: two tabs, a second device, an end, codes, and secrets."""

import asyncio
import re
import secrets

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.rooms.code_limits import MOST_OF_ADDRESS, MOST_OF_VISITOR
from core.rooms.limits import CODE_LETTERS
from core.short_codes import ALPHABET
from core.ui.state.visitor_cookie import COOKIE
from scripts.bench import class_visitors
from scripts.bench.server import troubles
from tests.support.patience import PATIENCE_SECONDS
from tests.support.protocol_class import (
    ProtocolClass,
    hands,
    kept_by,
    new_cookie,
    opened,
    pictures_of,
    the_room,
    visiting,
)
from tests.support.server import serve

pytestmark = pytest.mark.servers

WORD = re.compile(r"[\w-]+")
TEACHER_KEY = re.compile(r"key=([\w-]{20,})")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("class")) as running:
        yield running
    assert troubles(running.log.read_text("utf-8")) == []


def database_of(app):
    return f"sqlite:///{app.home / 'trazo.db'}"


def test_two_tabs_are_one_seat(app):
    asyncio.run(use_two_tabs(app))


async def use_two_tabs(app):
    async with ProtocolClass(app.url) as lesson:
        pupil = await lesson.join(app.url)
        await lesson.take("join")
        tab = await lesson.open(app.url, "join", cookie=pupil.cookie)
        first = pupil.page
        assert tab.page.text("join_nickname") == first.page.text("join_nickname")
        for page in (first, tab, first):
            pupil.page = page
            await lesson.give(pupil)
        # A page says what it knows, and each press asks the store.
        assert class_visitors.given(first.page) == 3
        assert kept_by(database_of(app), lesson.code) == pictures_of(pupil.given)
        assert len(the_room(database_of(app), lesson.code).seats) == 1
        await lesson.look_at(0)
        await lesson.teacher.press("room_remove")
        for page in (first, tab):
            await page.until(is_removed, PATIENCE_SECONDS)
        assert kept_by(database_of(app), lesson.code) == []


def is_removed(page):
    return "Your seat is no longer there" in page.all_text()


def test_a_press_after_the_seat_or_the_room_has_gone_says_so(app):
    asyncio.run(draw_until_it_is_over(app))


async def draw_until_it_is_over(app):
    async with ProtocolClass(app.url) as lesson:
        removed, other = [await lesson.join(app.url) for _ in range(2)]
        await lesson.take("join")
        await lesson.look_at(0)
        await lesson.draw(removed)
        button = removed.page.page.widget("join_send")
        await lesson.teacher.press("room_remove")
        # The press of a page that does not know yet.
        await removed.page.press_widget(button)
        await removed.page.until(is_removed, PATIENCE_SECONDS)
        assert kept_by(database_of(app), lesson.code) == []

        await lesson.give(other)
        await lesson.draw(other)
        button = other.page.page.widget("join_send")
        await lesson.teacher.press("room_delete")
        await lesson.teacher.press("room_delete_confirm")
        await other.page.press_widget(button)
        await other.page.until(
            lambda page: "That class is over" in page.all_text(), PATIENCE_SECONDS
        )
        assert the_room(database_of(app), lesson.code) is None
        assert "room_pause" not in str(lesson.teacher.page.widgets())


def test_a_press_on_a_dot_counts_whatever_its_seat_does_meanwhile(app):
    asyncio.run(press_a_dot_that_changes(app))


async def press_a_dot_that_changes(app):
    async with ProtocolClass(app.url) as lesson:
        await lesson.join(app.url)
        teacher = lesson.teacher
        await teacher.until(
            lambda page: page.has_widget("room_dot_0"), PATIENCE_SECONDS
        )
        before = teacher.page.widget("room_dot_0")
        # On another device of the teacher.
        with opened(database_of(app)) as store:
            room = store.find_room(lesson.code)
            visitor = lesson.teacher_cookie.removeprefix(f"{COOKIE}=")
            store.kick_seat(room, visitor, store.room(room).seats[0].id)
        await teacher.until(is_sent_out, PATIENCE_SECONDS)
        assert before.content.icon != teacher.page.widget("room_dot_0").content.icon
        # As a browser sends it that still shows the dot from before.
        await teacher.press_widget(before)
        await teacher.until(lambda page: page.has_widget("room_kick"), PATIENCE_SECONDS)


def is_sent_out(page):
    return page.widget("room_dot_0").content.icon == ":material/logout:"


def test_strokes_in_a_message_for_the_whole_page_are_drawn_once(app):
    """So they come where the message of a stroke meets another of the page."""
    asyncio.run(send_strokes_with_the_whole_page(app))


async def send_strokes_with_the_whole_page(app):
    async with ProtocolClass(app.url) as lesson:
        pupil = await lesson.join(app.url)
        await lesson.take("join")
        (drawing,) = hands(1)
        message = BackMsg.FromString(pupil.page.stroke_frame(drawing.strokes))
        message.rerun_script.fragment_id = ""
        # A page that is drawn again and again comes to no end.
        await pupil.page.drawn(message.SerializeToString(), "")
        assert not pupil.page.page.widget("join_send").content.disabled


def test_a_second_device_of_the_teacher_has_the_controls_once(app):
    asyncio.run(use_a_second_device(app))


async def use_a_second_device(app):
    async with ProtocolClass(app.url) as lesson:
        pupil = await lesson.join(app.url)
        label = lesson.teacher.page.widget("room_pause").content.label
        await lesson.teacher.press("room_key")
        found = TEACHER_KEY.search(lesson.teacher.page.dump())
        assert found is not None
        key = found[1]
        second = await lesson.open(app.url, "room", f"key={key}", new_cookie())
        await second.press("room_pause")
        await pupil.page.until(class_visitors.is_paused, PATIENCE_SECONDS)
        # The first one sees it, and goes on teaching.
        await lesson.teacher.until(
            lambda page: page.widget("room_pause").content.label != label,
            PATIENCE_SECONDS,
        )
        await lesson.teacher.press("room_pause")
        await pupil.page.until(
            lambda page: not class_visitors.is_paused(page), PATIENCE_SECONDS
        )
        # A new key makes the one before useless.
        await lesson.teacher.press("room_key")
        third = await lesson.open(app.url, "room", f"key={key}", new_cookie())
        assert not third.page.has_widget("room_pause")
        wall = await lesson.wall(app.url)
        seen = wall.page.dump()
        log = app.log.read_text("utf-8")
        room = the_room(database_of(app), lesson.code)
        teacher = lesson.teacher_cookie.removeprefix(f"{COOKIE}=")
        work = pupil.cookie.removeprefix(f"{COOKIE}=")
        for secret in (key, room.id, teacher, work):
            assert secret not in seen + log
        assert all(seat.id not in seen + log for seat in room.seats)
        assert not {key, room.id, teacher} & set(WORD.findall(pupil.page.page.dump()))


def test_codes_cannot_be_tried_one_after_another(tmp_path):
    with serve(tmp_path) as app:
        said = asyncio.run(try_codes(app.url))
    assert said[:MOST_OF_VISITOR] == [said[0]] * MOST_OF_VISITOR
    assert said[0].startswith("No class has this code.")
    # A browser that was never here comes no further than those from the same address.
    assert said.count(said[0]) == MOST_OF_ADDRESS
    others = [each for each in said if each != said[0]]
    assert all(each.startswith("Too many wrong codes. Wait") for each in others)


async def try_codes(url):
    """Try wrong codes, each few of them in a new browser; return what it says."""
    said: list[str] = []
    while len(said) < MOST_OF_ADDRESS + 2 * (MOST_OF_VISITOR + 1):
        async with visiting(url, "join", "lang=en", new_cookie()) as guesser:
            for _ in range(MOST_OF_VISITOR + 1):
                await guesser.set_value("join_code", wrong_code)
                await guesser.press("join_enter")
                said.append(" ".join(guesser.page.alerts()))
    return said


def wrong_code(state):
    state.string_value = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
