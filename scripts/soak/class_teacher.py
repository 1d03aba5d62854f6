"""The teacher of the soak test's class, and the wall that everybody sees."""

import asyncio
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

from core.ui.state.visitor_cookie import COOKIE
from scripts.bench import class_visitors, room_drawings
from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.soak.class_lesson import Lesson, Step
from scripts.soak.simulated_visitor import BACK_SECONDS, GONE, HEARD_SECONDS

LOOK_SECONDS = 1.0
PAUSE_GAP_SECONDS = 20.0
PAUSED_SECONDS = 4.0
# After the web process was killed: everybody is back by then, and still paused.
HELD_SECONDS = 20.0
ANSWER_SECONDS = 20.0
REVEALED_SECONDS = 4.0
# Pages that the class is taken to.
PAGES = ("join", "train", "draw")
HERE = "location_on"
# Of the step, for the network of the class alone.
FIRST_NETWORK = 0.4


@dataclass
class Teacher:
    """Who teaches, and what the page has said.

    Attributes:
        remembered: What the page has said of the class's pace.
        forgotten: Parts of it that another page had otherwise.
        interruptions: How often the server was gone, by what had happened.
        has_asked_run: Whether the page has shown a run of the class network.
        questions: How many questions were asked.
        visitor: Id in the cookie.
    """

    remembered: dict[str, object] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    interruptions: Counter[str] = field(default_factory=Counter)
    has_asked_run: bool = False
    questions: int = 0
    visitor: str = field(default_factory=lambda: secrets.token_hex(16))
    pause_at: float = 0.0
    resume_at: float = 0.0

    async def teach(self, lesson: Lesson) -> None:
        """Lead the class until the lesson ends; come back if the server was gone."""
        while lesson.goes_on:
            try:
                await self._stay(lesson)
            except GONE as error:
                self.interruptions[type(error).__name__] += 1
                await asyncio.sleep(BACK_SECONDS)

    async def look_again(self, lesson: Lesson) -> None:
        """Open the page once more, and note what it has otherwise."""
        async with visiting(lesson.url, "room", "lang=en", self._cookie) as page:
            self._compare(page.page)

    async def _stay(self, lesson: Lesson) -> None:
        async with visiting(lesson.url, "room", "lang=en", self._cookie) as page:
            if not lesson.code:
                if page.page.has_widget("room_open"):
                    await class_visitors.open_room(page, HEARD_SECONDS)
                found = class_visitors.CODE.search(page.page.text("room_code"))
                lesson.code = "" if found is None else found[1]
            self._compare(page.page)
            while lesson.goes_on:
                await self._lead(lesson, page)
                await self._look(lesson, page)

    def _compare(self, page: PageTree) -> None:
        if not page.has_widget("room_pause"):
            self.forgotten.append("the room")
            raise LookupError("no room on the teacher's page")
        shown = pace_on(page)
        self.forgotten += [
            f"{name}: {shown[name]!r}, was {value!r}"
            for name, value in self.remembered.items()
            if shown[name] != value
        ]
        self.remembered = shown

    async def _lead(self, lesson: Lesson, page: Visitor) -> None:
        match lesson.step:
            case Step.JOIN:
                pass
            case Step.GUESS:
                await self._lock(page)
                await self._ask(lesson, page)
            case Step.DRAW:
                await self._close(page)
                await self._take(lesson, page, "join")
            case Step.TRAIN:
                await self._train(lesson, page)
            case Step.COMPARE:
                await self._take(lesson, page, "train")
                await self._ask(lesson, page)
            case Step.BREAK:
                await self._close(page)
                await self._take(lesson, page, "draw")
            case Step.OPEN:
                if pace_on(page.page)["sealed"]:
                    await self._change(page, "room_unseal", sealed=False)

    async def _lock(self, page: Visitor) -> None:
        if not pace_on(page.page)["locked"]:
            await self._change(page, "room_lock", locked=True)

    async def _ask(self, lesson: Lesson, page: Visitor) -> None:
        """Ask the next question, show the answers, and close it."""
        if not pace_on(page.page)["asks"]:
            options = page.page.widget("room_question_choice").content.options
            wanted = options[self.questions % len(options)]
            await page.set_value(
                "room_question_choice", lambda state: _choose(state, wanted)
            )
            await self._change(page, "room_ask", asks=True)
            self.questions += 1
            await self._wait(lesson, page, ANSWER_SECONDS)
        if page.page.has_widget("room_reveal"):
            await page.press("room_reveal")
            await self._wait(lesson, page, REVEALED_SECONDS)
        await self._close(page)

    async def _close(self, page: Visitor) -> None:
        if pace_on(page.page)["asks"]:
            await self._change(page, "room_close_question", asks=False)

    async def _take(self, lesson: Lesson, page: Visitor, name: str) -> None:
        if pace_on(page.page)["where"] != name:
            await self._change(page, f"room_take_{name}", where=name)
        lesson.opened.add(name)

    async def _train(self, lesson: Lesson, page: Visitor) -> None:
        """Train the network of the class; when it is there, have all train theirs."""
        if not self.has_asked_run:
            if not page.page.has("room_curve"):
                await page.press("room_train")
                await page.wait_for(lambda tree: tree.has("room_curve"), HEARD_SECONDS)
            self.has_asked_run = True
        began, ends = lesson.until(Step.DRAW), lesson.until(Step.TRAIN)
        is_time = time.monotonic() > began + FIRST_NETWORK * (ends - began)
        if is_time or not page.page.has_widget("room_stop"):
            await self._take(lesson, page, "train")

    async def _change(self, page: Visitor, key: str, **changes: object) -> None:
        """Press a button, and remember what the page says then."""
        for name in changes:
            # Until the page says so, nobody knows.
            self.remembered.pop(name, None)
        await page.press(key)

        def says_so(tree: PageTree) -> bool:
            return changes.items() <= pace_on(tree).items()

        await page.until(says_so, HEARD_SECONDS)
        self.remembered |= changes

    async def _wait(self, lesson: Lesson, page: Visitor, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and lesson.goes_on:
            await self._look(lesson, page)

    async def _look(self, lesson: Lesson, page: Visitor) -> None:
        """Wait a moment, and pause the class or let it go on where it is time."""
        await asyncio.sleep(LOOK_SECONDS)
        now = time.monotonic()
        is_paused = pace_on(page.page)["paused"]
        if not is_paused and (lesson.must_hold or now >= self.pause_at):
            await self._change(page, "room_pause", paused=True)
            self.resume_at = time.monotonic() + PAUSED_SECONDS
        elif is_paused and lesson.must_hold:
            lesson.is_held = True
            self.resume_at = now + HELD_SECONDS
        elif is_paused and now >= self.resume_at:
            lesson.is_held = False
            await self._change(page, "room_pause", paused=False)
            self.pause_at = time.monotonic() + PAUSE_GAP_SECONDS

    @property
    def _cookie(self) -> str:
        return f"{COOKIE}={self.visitor}"


def pace_on(page: PageTree) -> dict[str, object]:
    """Return what a teacher's page says of the pace.

    Raises:
        LookupError: It is no teacher's page, or not whole yet.
    """
    icons = {name: page.widget(f"room_take_{name}").content.icon for name in PAGES}
    return {
        "paused": page.widget("room_pause").content.label == "Go on",
        "locked": page.widget("room_lock").content.label == "Open the door",
        "asks": page.has_widget("room_close_question"),
        "sealed": page.has_widget("room_unseal"),
        "where": next((name for name, icon in icons.items() if HERE in icon), ""),
    }


async def watch_wall(lesson: Lesson) -> set[bytes]:
    """Look at the wall until the sealed half is opened; return what was on it."""
    seen: set[bytes] = set()
    source = ""
    query = f"lang=en&view=projector&code={lesson.code}"
    while time.monotonic() < lesson.until(Step.BREAK):
        try:
            async with visiting(lesson.url, "room", query) as wall:
                while time.monotonic() < lesson.until(Step.BREAK):
                    await asyncio.sleep(LOOK_SECONDS)
                    # Raises where the server is gone.
                    await wall.until(lambda _: True, HEARD_SECONDS)
                    if (now := wall.page.html_with('class="wall"')) != source:
                        source = now
                        seen.update(room_drawings.pictures(source))
        except GONE:
            await asyncio.sleep(BACK_SECONDS)
    return seen


def _choose(state: object, option: str) -> None:
    state.string_value = option  # type: ignore[attr-defined]
