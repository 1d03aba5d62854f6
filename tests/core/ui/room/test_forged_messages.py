"""What a seat, a stranger and another class's teacher send by hand changes nothing."""

import asyncio
import json
import random
from dataclasses import replace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from scripts.bench import class_visitors
from scripts.bench.server import troubles
from tests.support.patience import PATIENCE_SECONDS
from tests.support.protocol_class import ProtocolClass, kept_by, new_cookie, the_room
from tests.support.server import serve

pytestmark = pytest.mark.servers

MESSAGES = 40
# What components are sent when something in them is pressed.
EVENTS = (
    [{"event": "choice", "value": 0}],
    [{"event": "choice", "value": -1}],
    [{"event": "choice", "value": 10**9}],
    [{"event": "choice", "value": "0"}],
    {"event": "choice"},
    [None],
)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    with serve(tmp_path_factory.mktemp("forged")) as running:
        yield running


def forged(known, chance):
    """Return a value of any kind for a widget."""
    state = WidgetState(id=known.id)
    match chance.randrange(7):
        case 0:
            state.bool_value = chance.random() < 0.5
        case 1:
            state.string_value = chance.choice(("", "0", "room", "\u202e" * 50))
        case 2:
            options = [option_text(each) for each in options_of(known)]
            state.string_array_value.data.extend(options or ["0"])
        case 3:
            state.double_value = chance.choice((-1.0, 0.0, 1e300, float("nan")))
        case 4:
            event = json.dumps(chance.choice(EVENTS))
            state.id = class_visitors.PRESSED_IN.format(id=known.id)
            state.json_trigger_value = event
        case _:
            state.trigger_value = True
    return state


def options_of(known):
    return getattr(known.content, "options", ())


def option_text(option):
    """Return an option as a browser sends it."""
    if isinstance(option, str):
        return option
    return f"{option.content_icon} {option.content}".strip()


def state_of(app, code):
    """Return all of a room that only its teacher and its seats may change."""
    database = f"sqlite:///{app.home / 'trazo.db'}"
    room = the_room(database, code)
    seats = {(seat.id, seat.nickname, seat.is_kicked, seat.part) for seat in room.seats}
    return room.pace, room.code, room.run, seats, room.votes, kept_by(database, code)


async def busy_class(lesson, url):
    """Have a class in which every control of the teacher is on the page."""
    for _ in range(3):
        await lesson.join(url)
    await lesson.take("join")
    await lesson.ask()
    for pupil in lesson.pupils:
        await lesson.give(pupil)
        await pupil.page.unfold("join_mine")
    await lesson.look_at(0)
    await lesson.teacher.press("room_delete")
    await lesson.teacher.until(
        lambda page: page.has_widget("room_delete_confirm"), PATIENCE_SECONDS
    )


def test_forged_messages_change_nothing_of_a_class(app):
    asyncio.run(attack(app, random.Random(0)))
    assert troubles(app.log.read_text("utf-8")) == []


async def attack(app, chance):
    async with ProtocolClass(app.url) as lesson:
        await busy_class(lesson, app.url)
        pages = [lesson.teacher.page, *(pupil.page.page for pupil in lesson.pupils[:2])]
        known = [widget for page in pages for widget in page.widgets()]
        names = {each.id.split("-", 2)[-1] for each in known}
        assert {
            "room_pause",
            "room_kick",
            "room_unseal",
            "room_delete_confirm",
        } <= names
        stranger = await lesson.open(
            app.url, "join", f"code={lesson.code}", new_cookie()
        )
        teacher = await lesson.open(app.url, "room", cookie=new_cookie())
        other_code = await class_visitors.open_room(teacher, PATIENCE_SECONDS)
        before = state_of(app, lesson.code)
        for attacker in (lesson.pupils[2].page, stranger):
            # One's own controls do what they are for.
            own = {each.id for each in attacker.page.widgets()}
            others = [each for each in known if each.id not in own]
            assert len(others) > 20
            for _ in range(MESSAGES):
                victims = chance.sample(others, chance.randrange(1, 6))
                states = [forged(each, chance) for each in victims]
                await attacker.send_states("", *states)
            # Each of them once as a plain press, which is what does something.
            for each in others:
                # Streamlit answers nothing to a part that is not on one's own page.
                await attacker.press_widget(replace(each, fragment_id=""))
            assert state_of(app, lesson.code) == before
        # What is on both teachers' pages has the same names, and is bound to its room.
        for name in ("room_pause", "room_lock", "room_new_code", "room_unseal"):
            widget = lesson.teacher.page.widget(name)
            await teacher.press_widget(replace(widget, fragment_id=""))
        assert state_of(app, lesson.code) == before
        assert other_code != lesson.code
        # The class still goes on.
        await lesson.teacher.press("room_pause")
        await lesson.all_see(class_visitors.is_paused)
