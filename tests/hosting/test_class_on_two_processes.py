"""A class on two web processes and one database; one of them is killed."""

import asyncio
import contextlib
from dataclasses import dataclass

import pytest

from scripts.bench import class_visitors
from scripts.outages import postgresql as outages
from tests.support.patience import PATIENCE_SECONDS
from tests.support.protocol_class import (
    ProtocolClass,
    kept_by,
    new_cookie,
    pictures_of,
    shown_on,
)
from tests.support.server import RunningApp, serve

pytestmark = pytest.mark.servers

AWAY = "The database of this Trazo cannot be reached"


@dataclass(frozen=True)
class School:
    """Two web processes that share a database.

    Attributes:
        first: One.
        second: The other.
        database: URL of the database.
        server: The server of the database.
    """

    first: RunningApp
    second: RunningApp
    database: str
    server: outages.Postgresql


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    if not outages.is_installed():
        pytest.skip("no PostgreSQL here: run python -m scripts.setup.install_servers")
    first, second = (tmp_path_factory.mktemp(name) for name in ("first", "second"))
    with (
        outages.serving() as server,
        serve(first, TRAZO_DATABASE_URL=server.url) as one,
        serve(second, TRAZO_DATABASE_URL=server.url) as two,
    ):
        yield School(one, two, server.url, server)


def test_a_class_is_one_class_on_two_processes(school):
    asyncio.run(teach(school))


async def teach(school):
    one, two = school.first.url, school.second.url
    async with ProtocolClass(one) as lesson:
        walls = [await lesson.wall(url) for url in (one, two)]
        for url in (one, two, one, two):
            await lesson.join(url)
        names = {pupil.page.page.text("join_nickname") for pupil in lesson.pupils}
        assert len(names) == len(lesson.pupils)
        await lesson.take("join")
        await asyncio.gather(*(lesson.give(pupil) for pupil in lesson.pupils))
        given = lesson.all_given()
        assert len(given) == len(lesson.pupils)
        assert kept_by(school.database, lesson.code) == pictures_of(given)
        open_ones = [
            drawing
            for pupil in lesson.pupils
            for drawing in pupil.given
            if not class_visitors.is_sealed(pupil.page.page)
        ]
        for wall in walls:
            await wall.until(
                lambda _, wall=wall: sorted(shown_on(wall)) == pictures_of(open_ones),
                PATIENCE_SECONDS,
            )
        await pause_and_go_on(lesson)
        await ask_and_reveal(lesson)
        await lock_and_change_the_code(lesson, two)
        await send_out(lesson)


async def pause_and_go_on(lesson):
    await lesson.teacher.press("room_pause")
    await lesson.all_see(class_visitors.is_paused)
    await lesson.teacher.press("room_pause")
    await lesson.all_see(lambda page: not class_visitors.is_paused(page))


async def ask_and_reveal(lesson):
    await lesson.teacher.press("room_ask")
    await lesson.all_see(lambda page: class_visitors.vote_state(page, 0) is not None)
    for pupil in lesson.pupils:
        await class_visitors.vote(pupil.page, 1, PATIENCE_SECONDS)
        assert "votes-count" not in pupil.page.page.html_with("votes")
    await lesson.teacher.press("room_reveal")
    await lesson.all_see(lambda page: "votes-count" in page.html_with("votes-count"))
    await lesson.teacher.press("room_close_question")
    await lesson.all_see(lambda page: not page.has("seat_question"))


async def lock_and_change_the_code(lesson, url):
    await lesson.teacher.press("room_lock")
    late = await lesson.open(url, "join", f"code={lesson.code}", new_cookie())
    await late.press("join_enter")
    assert "locked" in " ".join(late.page.alerts())
    await lesson.teacher.press("room_lock")
    await lesson.teacher.press("room_new_code")
    await late.press("join_enter")
    assert "No class has this code." in " ".join(late.page.alerts())


async def send_out(lesson):
    await lesson.look_at(1)
    await lesson.teacher.press("room_kick")
    pupil = lesson.pupils[1]
    await pupil.page.until(
        lambda page: "Your teacher has sent you out." in page.all_text(),
        PATIENCE_SECONDS,
    )


def test_a_killed_process_costs_nobody_a_seat_or_a_drawing(school, tmp_path):
    with serve(tmp_path, TRAZO_DATABASE_URL=school.database) as third:
        end = third.process.kill
        asyncio.run(outlive(third.url, end, school.second.url, school.database))


def test_a_process_that_is_started_again_has_the_same_class(tmp_path):
    database = f"sqlite:///{tmp_path / 'home' / 'trazo.db'}"
    with contextlib.ExitStack() as stack, serve(tmp_path) as before:

        def start_again():
            before.process.kill()
            before.process.wait()
            return stack.enter_context(serve(tmp_path)).url

        asyncio.run(outlive(before.url, start_again, None, database))


async def outlive(url, end, other, database):
    """Kill the web process of a class in its middle.

    Args:
        url: Its URL.
        end: Kills it; returns the URL of the one that follows, if that is not another.
        other: URL of one that goes on, which the teacher's page comes from; or None.
        database: URL of the database.
    """
    async with ProtocolClass(other or url) as lesson:
        for _ in range(4):
            await lesson.join(url)
        await lesson.take("join")
        await lesson.ask()
        for _ in range(2):
            await asyncio.gather(*(lesson.give(pupil) for pupil in lesson.pupils))
        names = [pupil.page.page.text("join_nickname") for pupil in lesson.pupils]
        await lesson.teacher.press("room_pause")
        await lesson.all_see(class_visitors.is_paused)
        follows = await asyncio.to_thread(end) or other
        await lesson.come_back(follows)
        await lesson.all_see(class_visitors.is_paused)
        await lesson.teacher.press("room_pause")
        await lesson.all_see(class_visitors.is_asked_to_draw)
        assert names == [p.page.page.text("join_nickname") for p in lesson.pupils]
        assert [class_visitors.given(p.page.page) for p in lesson.pupils] == [2] * 4
        assert class_visitors.has_voted(lesson.pupils[0].page.page)
        assert not class_visitors.has_voted(lesson.pupils[1].page.page)
        await asyncio.gather(*(lesson.give(pupil) for pupil in lesson.pupils))
        given = lesson.all_given()
        assert len(given) == 12
        assert kept_by(database, lesson.code) == pictures_of(given)


@pytest.mark.parametrize("hangs", [False, True], ids=["stopped", "hanging"])
def test_a_class_goes_on_after_an_outage_of_the_database(school, hangs):
    asyncio.run(sit_out(school, hangs))


async def sit_out(school, hangs):
    async with ProtocolClass(school.first.url) as lesson:
        for url in (school.first.url, school.second.url):
            await lesson.join(url)
        await lesson.take("join")
        for pupil in lesson.pupils:
            await lesson.give(pupil)
        (school.server.suspend if hangs else school.server.stop)()
        try:
            for pupil in lesson.pupils:
                # It counts once the page says that the class has it.
                pupil.given.append(await lesson.draw(pupil))
                await pupil.page.press("join_send")
                assert AWAY in " ".join(pupil.page.page.alerts())
                assert class_visitors.given(pupil.page.page) <= 1
        finally:
            (school.server.resume if hangs else school.server.start)()
        await asyncio.to_thread(school.server.wait_until_ready, PATIENCE_SECONDS)
        async with asyncio.timeout(PATIENCE_SECONDS):
            for pupil in lesson.pupils:
                while class_visitors.given(pupil.page.page) < 2:
                    await pupil.page.press("join_send")
        assert kept_by(school.database, lesson.code) == pictures_of(lesson.all_given())
        # The other tests of this file find a school that is well.
        await pause_and_go_on(lesson)
