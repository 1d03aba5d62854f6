"""A class of the soak test: a teacher and seats, who come back after each fall."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.ui.state.visitor_cookie import COOKIE
from scripts.bench import class_visitors
from scripts.bench.class_visitors import VOTE
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.room_drawings import Drawing
from scripts.soak.simulated_visitor import BACK_SECONDS, GONE

GAP_SECONDS = 4.0
HEARD_SECONDS = 30
# In a round, so that an hour of rounds stays below the limit of a seat.
MOST_IN_A_ROUND = 6
# How long the class stays at each step; as parts of a round.
ROUND_SECONDS = 300.0


@dataclass
class Pupil:
    """A seat, and what its pages have said of it.

    Attributes:
        workspace: Id of the visitor's workspace.
        name: The nickname; empty until it was seen.
        given: What the class has of this seat, as the page says.
        pending: What was sent, and not confirmed yet.
        leaving: Place of a drawing whose deletion is not confirmed yet.
        votes: The answer to each question that counts, as the page says.
        asked: Number of runs that the seat started and the page showed.
        strokes: Time from each stroke to its answer, in seconds.
        interruptions: Number of times that the server was gone.
        complaints: Texts that no pupil should see.
    """

    workspace: str = field(default_factory=lambda: secrets.token_hex(16))
    name: str = ""
    given: list[Drawing] = field(default_factory=list)
    pending: Drawing | None = None
    leaving: int | None = None
    votes: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    strokes: list[float] = field(default_factory=list)
    interruptions: int = 0
    complaints: list[str] = field(default_factory=list)

    def settle(self, there: int) -> None:
        """Take in how many drawings the class has of this seat, by its page.

        What was under way when the server fell has come to it or not; all that was
        confirmed is there.

        Args:
            there: How many the page says.
        """
        if self.pending is not None and there == len(self.given) + 1:
            self.given.append(self.pending)
        if self.leaving is not None and there == len(self.given) - 1:
            del self.given[self.leaving]
        if there != len(self.given):
            self.complaints.append(f"{len(self.given)} given, {there} there")
        self.pending = self.leaving = None


@dataclass
class Lesson:
    """What the teacher has seen, and what the seats go by.

    Attributes:
        workspace: Id of the teacher's workspace.
        code: Code of the room; empty until there is one.
        round: How often the class was taken to draw.
        step: The step that comes next.
        class_runs: How often the class network was asked for.
        interruptions: Number of times that the server was gone.
        complaints: Texts that no teacher should see.
    """

    workspace: str = field(default_factory=lambda: secrets.token_hex(16))
    code: str = ""
    round: int = 0
    step: int = 0
    class_runs: int = 0
    interruptions: int = 0
    complaints: list[str] = field(default_factory=list)


async def teach(url: Callable[[], str], lesson: Lesson, until: float) -> None:
    """Take the class through the seven steps, again and again; come back when needed.

    Args:
        url: Returns the URL of the server.
        lesson: Receives what the teacher sees.
        until: When to leave, by `time.monotonic`.
    """
    while time.monotonic() < until:
        try:
            async with _page(url(), "room", lesson.workspace) as teacher:
                await _open(teacher, lesson)
                while time.monotonic() < until:
                    do, share = STEPS[lesson.step % len(STEPS)]
                    await do(teacher, lesson)
                    lesson.step += 1
                    wait = min(share * ROUND_SECONDS, until - time.monotonic())
                    await asyncio.sleep(max(0.0, wait))
        except GONE:
            lesson.interruptions += 1
            await asyncio.sleep(BACK_SECONDS)


async def _open(teacher: Visitor, lesson: Lesson) -> None:
    if not lesson.code:
        lesson.code = await class_visitors.open_room(teacher, HEARD_SECONDS)
    elif not teacher.page.has("room_code"):
        lesson.complaints.append("the room is gone: " + teacher.page.all_text()[:200])


async def _draw(teacher: Visitor, lesson: Lesson) -> None:
    await class_visitors.take(teacher, "join")
    lesson.round += 1


async def _ask(teacher: Visitor, _: Lesson) -> None:
    await teacher.press("room_ask")


async def _reveal(teacher: Visitor, _: Lesson) -> None:
    await teacher.press("room_reveal")
    await teacher.press("room_close_question")


async def _train_teams(teacher: Visitor, _: Lesson) -> None:
    await class_visitors.take(teacher, "train")


async def _train_class(teacher: Visitor, lesson: Lesson) -> None:
    # While one trains, there is no button.
    if teacher.page.has_widget("room_train"):
        await teacher.press("room_train")
        await teacher.until(lambda page: page.has_widget("room_stop"), HEARD_SECONDS)
        lesson.class_runs += 1


async def _compare(teacher: Visitor, _: Lesson) -> None:
    await teacher.press("room_board_wall")
    await class_visitors.take(teacher, "draw")


async def _pause(teacher: Visitor, _: Lesson) -> None:
    await teacher.press("room_pause")
    await asyncio.sleep(2)
    await teacher.press("room_pause")


async def _unseal(teacher: Visitor, _: Lesson) -> None:
    if teacher.page.has_widget("room_unseal"):
        await teacher.press("room_unseal")


Step = Callable[[Visitor, Lesson], Awaitable[None]]
# What a teacher does, and how much of a round the class stays with it.
STEPS: tuple[tuple[Step, float], ...] = (
    (_draw, 0.15),
    (_ask, 0.06),
    (_reveal, 0.14),
    (_pause, 0.02),
    (_train_teams, 0.25),
    (_train_class, 0.25),
    (_compare, 0.1),
    (_unseal, 0.03),
)


async def attend(
    url: Callable[[], str],
    lesson: Lesson,
    pupil: Pupil,
    hands: Callable[[], Drawing],
    until: float,
) -> None:
    """Do what the class does; come back to the seat whenever the server was gone.

    Args:
        url: Returns the URL of the server.
        lesson: The lesson; the pupil joins once it has a code.
        pupil: Receives what the pupil sees.
        hands: Returns a drawing that nobody else has drawn.
        until: When to leave, by `time.monotonic`.
    """
    while not lesson.code and time.monotonic() < until:
        await asyncio.sleep(1)
    while time.monotonic() < until:
        try:
            query = f"code={lesson.code}"
            async with _page(url(), "join", pupil.workspace, query) as page:
                await _sit(page, pupil)
                await _take_part(page, lesson, pupil, hands, until)
        except GONE:
            pupil.interruptions += 1
            await asyncio.sleep(BACK_SECONDS)


async def _sit(page: Visitor, pupil: Pupil) -> None:
    """Find the seat again, or take one."""
    if not class_visitors.is_seated(page.page):
        if pupil.name:
            pupil.complaints.append("no seat: " + page.page.all_text()[:200])
        await class_visitors.join(page, HEARD_SECONDS)
    # A class that is elsewhere takes its seats along.
    await page.go("join")
    name = page.page.text("join_nickname")
    if pupil.name not in ("", name):
        pupil.complaints.append(f"another seat: {name} was {pupil.name}")
    pupil.name = name
    pupil.settle(class_visitors.given(page.page))


async def _take_part(
    page: Visitor,
    lesson: Lesson,
    pupil: Pupil,
    hands: Callable[[], Drawing],
    until: float,
) -> None:
    in_round = {"drawn": 0, "trained": 0, "round": lesson.round}
    while time.monotonic() < until:
        # Thirty strokes at the same instant would wait for each other.
        await asyncio.sleep(GAP_SECONDS * random.uniform(0.5, 1.5))
        if page.is_closed:
            raise ConnectionError("the server has closed the connection")
        if in_round["round"] != lesson.round:
            in_round = {"drawn": 0, "trained": 0, "round": lesson.round}
        if class_visitors.is_paused(page.page):
            continue
        await _vote(page, pupil)
        if class_visitors.is_asked_to_draw(page.page):
            if in_round["drawn"] < MOST_IN_A_ROUND:
                in_round["drawn"] += 1
                await _give(page, pupil, hands())
            elif in_round["drawn"] == MOST_IN_A_ROUND and pupil.given:
                in_round["drawn"] += 1
                await _delete(page, pupil)
        elif page.page.has_widget("train_start") and not in_round["trained"]:
            in_round["trained"] = 1
            await _train(page, pupil)


async def _give(page: Visitor, pupil: Pupil, drawing: Drawing) -> None:
    if pupil.pending is not None or pupil.leaving is not None:
        # The class was taken elsewhere before the page had answered.
        pupil.settle(class_visitors.given(page.page))
    pupil.strokes.append(await class_visitors.stroke(page, drawing.strokes))
    # The class may have been paused or taken elsewhere meanwhile.
    if not class_visitors.is_asked_to_draw(page.page):
        return
    pupil.pending = drawing
    await class_visitors.give(page)
    if class_visitors.is_asked_to_draw(page.page):
        pupil.settle(class_visitors.given(page.page))


async def _delete(page: Visitor, pupil: Pupil) -> None:
    pupil.leaving = random.randrange(len(pupil.given))
    await class_visitors.delete_own(page, pupil.leaving, HEARD_SECONDS)
    pupil.settle(class_visitors.given(page.page))


async def _vote(page: Visitor, pupil: Pupil) -> None:
    radio = page.page.widget_with(VOTE)
    if radio is None or class_visitors.has_voted(page.page):
        return
    question = radio.id.rpartition(VOTE)[2]
    answer = random.randrange(len(radio.content.options))
    await class_visitors.vote(page, answer, HEARD_SECONDS)
    pupil.votes[question] = answer


async def _train(page: Visitor, pupil: Pupil) -> None:
    await page.press("train_start")
    await page.wait_for(lambda seen: seen.has("train_progress"), HEARD_SECONDS)
    pupil.asked += 1


@asynccontextmanager
async def _page(
    url: str, name: str, workspace: str, query: str = ""
) -> AsyncIterator[Visitor]:
    cookie = f"{COOKIE}={workspace}"
    async with visiting(url, name, f"lang=en&{query}", cookie) as visitor:
        yield visitor
