"""A seat of the soak test's class: joins, votes, draws, trains, breaks, comes back."""

import asyncio
import base64
import contextlib
import io
import random
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from core.ui.state.visitor_cookie import COOKIE
from scripts.bench import class_visitors
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.soak.class_counts import Given, Said
from scripts.soak.class_lesson import Lesson, Step
from scripts.soak.simulated_visitor import BACK_SECONDS, GONE, HEARD_SECONDS

GAP_SECONDS = 6.0
LOOK_SECONDS = 1.0
# Less than a seat may give: see core/rooms/limits.py.
MOST_GIVEN = 90
# Share of drawings after which one is deleted.
DELETES = 0.1
# A page that is opened again has its seat and the class's pause after so long.
BACK_AGAIN_SECONDS = 15.0
NO_NETWORK_YET = 3.0
LAST_LOOK_SECONDS = 120.0


class Unsure(Exception):
    """No page has said whether a press counts: a person loads the page again."""


@dataclass
class Pupil:
    """A seat, and what it has seen.

    Attributes:
        said: What its pages have said.
        visitor: Id in its cookie.
        milliseconds: Time from each drawing to the page's answer.
        interruptions: How often it had to come back, by what had happened.
        forgotten: How often a page did not say that the class is paused.
        places: How often it has seen its network's place.
    """

    said: Said
    visitor: str = field(default_factory=lambda: secrets.token_hex(16))
    milliseconds: list[float] = field(default_factory=list)
    interruptions: Counter[str] = field(default_factory=Counter)
    forgotten: int = 0
    places: int = 0

    @property
    def cookie(self) -> str:
        """The cookie of its browser."""
        return f"{COOKIE}={self.visitor}"


async def attend(lesson: Lesson, pupil: Pupil) -> None:
    """Take part until the lesson ends; come back whenever the server was gone."""
    while lesson.goes_on:
        try:
            await _stay(lesson, pupil)
        except Unsure:
            pupil.interruptions["unsure"] += 1
        except GONE as error:
            pupil.interruptions[type(error).__name__] += 1
            await asyncio.sleep(BACK_SECONDS)


async def look_again(lesson: Lesson, pupil: Pupil) -> None:
    """Open the page of the class once more, and note what it says."""
    said = pupil.said
    until = time.monotonic() + LAST_LOOK_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(*GONE):
            query = f"lang=en&train_seed={said.seed}"
            async with visiting(lesson.url, "join", query, pupil.cookie) as page:
                await _recognise(lesson, pupil, page)
                said.last_count = class_visitors.given(page.page)
                await _own(page, pupil)
                return


async def _stay(lesson: Lesson, pupil: Pupil) -> None:
    said = pupil.said
    code = "" if said.nickname else f"&code={lesson.code}"
    query = f"lang=en&train_seed={said.seed}{code}"
    async with visiting(lesson.url, "join", query, pupil.cookie) as page:
        if said.nickname:
            await _recognise(lesson, pupil, page)
        else:
            # An earlier press may have come through.
            if not class_visitors.is_seated(page.page):
                await class_visitors.join(page, HEARD_SECONDS)
            said.nickname = _nickname(page)
        while lesson.goes_on:
            await DEEDS[lesson.step](lesson, pupil, page)
            await asyncio.sleep(LOOK_SECONDS * random.uniform(0.5, 1.5))


async def _recognise(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Make sure that a page that was opened again belongs to the same seat."""
    said = pupil.said
    try:
        await page.until(class_visitors.is_seated, BACK_AGAIN_SECONDS)
    except TimeoutError:
        said.seatless += 1
        raise
    if (name := _nickname(page)) != said.nickname:
        said.other_nicknames.append(name)
    if lesson.is_held:
        try:
            await page.until(
                lambda tree: class_visitors.is_paused(tree) or not lesson.is_held,
                BACK_AGAIN_SECONDS,
            )
        except TimeoutError:
            pupil.forgotten += lesson.is_held


async def _wait(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Stay on the page of the class."""
    await _to_the_class(page)


async def _guess(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Answer the question that is asked."""
    radio = page.page.widget_with(class_visitors.VOTE)
    if radio is None or class_visitors.has_voted(page.page):
        return
    question = radio.id.split(class_visitors.VOTE)[-1]
    answer = random.randrange(len(radio.content.options))
    # Until the page says which answer counts, either may.
    pupil.said.votes.pop(question, None)
    await class_visitors.vote(page, answer, HEARD_SECONDS)
    pupil.said.votes[question] = answer


async def _draw(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Give what is asked for; now and then, delete something."""
    said = pupil.said
    await _to_the_class(page)
    is_over = len(said.given) + len(said.deleted) + len(said.doubtful) >= MOST_GIVEN
    if is_over or not class_visitors.is_asked_to_draw(page.page):
        return
    drawing = next(lesson.hands)
    seconds = await class_visitors.stroke(page, drawing.strokes)
    pupil.milliseconds.append(1000 * seconds)
    await page.until(lambda tree: not class_visitors.is_paused(tree), 2 * HEARD_SECONDS)
    asked_for = int(page.page.text("join_prompt").split()[-1])
    given = Given(drawing.picture, asked_for)
    before = class_visitors.given(page.page)
    said.doubtful.append(given)
    await class_visitors.give(page)
    if class_visitors.given(page.page) <= before:
        raise Unsure
    said.doubtful.remove(given)
    said.given.append(given)
    if random.random() < DELETES:
        await _delete_one(page, pupil)
    # Random pauses: thirty strokes at the same instant would wait for each other.
    await asyncio.sleep(GAP_SECONDS * random.uniform(0.5, 1.5))


async def _delete_one(page: Visitor, pupil: Pupil) -> None:
    said = pupil.said
    shown = await _own(page, pupil)
    place = random.randrange(len(shown))
    chosen = next((each for each in said.given if each.picture == shown[place]), None)
    if chosen is None:
        return
    said.given.remove(chosen)
    said.doubtful.append(chosen)
    await class_visitors.delete_own(page, place, HEARD_SECONDS)
    said.doubtful.remove(chosen)
    said.deleted.append(chosen)


async def _train(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Train one network, once everybody was taken to Train."""
    if "train" not in lesson.opened:
        await _guess(lesson, pupil, page)
        return
    if pupil.said.asked:
        return
    if not (page.page.has_widget("train_start") or page.page.has("train_progress")):
        await page.go("train")
    # The press of an earlier visit may have come through.
    if not page.page.has("train_progress"):
        await page.press("train_start")
        await page.wait_for(lambda tree: tree.has("train_progress"), HEARD_SECONDS)
    pupil.said.asked += 1


async def _compare(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Wait for one's own network, and look at its place."""
    await _train(lesson, pupil, page)
    if not page.page.has("train_progress"):
        await _to_the_class(page)
        pupil.places += page.page.has("join_place")


async def _break(lesson: Lesson, pupil: Pupil, page: Visitor) -> None:
    """Ask another seat's network, and enter what it reads wrong."""
    if "draw" not in lesson.opened:
        return
    if not page.page.has("draw_title"):
        await page.go("draw")
    with contextlib.suppress(LookupError):
        await page.clear()
    await page.ask(page.stroke_frame(next(lesson.hands).strokes))
    if not page.page.has_widget("draw_other"):
        await asyncio.sleep(NO_NETWORK_YET)
        return
    networks = page.page.widget("draw_other").content.options
    await page.choose("draw_other", random.choice(networks).content)
    if page.page.has_widget("draw_break"):
        await page.press("draw_break")
        pupil.said.has_broken |= "Entered." in page.page.all_text()
    await asyncio.sleep(GAP_SECONDS * random.uniform(0.5, 1.5))


async def _to_the_class(page: Visitor) -> None:
    if not page.page.has("join_nickname"):
        await page.go("join")


async def _own(page: Visitor, pupil: Pupil) -> list[bytes]:
    """Open one's own drawings; return them, and note those that are another's."""
    if not page.page.has("join_drawings"):
        await page.unfold("join_mine")
        if class_visitors.given(page.page):
            await page.until(lambda tree: tree.has("join_drawings"), HEARD_SECONDS)
    shown = [_decoded(tile) for tile in class_visitors.own_drawings(page.page)]
    said = pupil.said
    own = {each.picture for each in (*said.given, *said.doubtful)}
    said.foreign += sum(picture not in own for picture in shown)
    return shown


def _decoded(tile: str) -> bytes:
    image = Image.open(io.BytesIO(base64.b64decode(tile.rpartition(",")[2])))
    return (255 - np.asarray(image.convert("L"))).tobytes()


def _nickname(page: Visitor) -> str:
    """Return the nickname on the page of the class, as `Said` has it."""
    return page.page.text("join_nickname").removeprefix("You are").strip()


DEEDS = {
    Step.JOIN: _wait,
    Step.GUESS: _guess,
    Step.DRAW: _draw,
    Step.TRAIN: _train,
    Step.COMPARE: _compare,
    Step.BREAK: _break,
    Step.OPEN: _wait,
}
