"""A class by the protocol: its teacher, its wall and its seats, without a browser."""

import asyncio
import contextlib
import functools
import secrets
from dataclasses import dataclass

from core.rooms.records import DrawingState
from core.store.store import Store
from core.ui.state.visitor_cookie import COOKIE
from scripts.bench import class_visitors, protocol_visitor
from scripts.bench.protocol_visitor import Visitor
from scripts.bench.room_drawings import Drawing, drawings, pictures
from tests.support.patience import PATIENCE_SECONDS

visiting = functools.partial(protocol_visitor.visiting, patience=PATIENCE_SECONDS)
hands = functools.cache(drawings)


@dataclass
class Pupil:
    """A seat, and what its page says that it has given.

    Attributes:
        cookie: Of its browser.
        page: Its page.
        given: What it has drawn, and the page has said that the class has.
    """

    cookie: str
    page: Visitor
    given: list[Drawing]


def new_cookie():
    """Return the cookie of a browser that was never here."""
    return f"{COOKIE}={secrets.token_hex(16)}"


class ProtocolClass:
    """A class whose pages are open until its block ends.

    Args:
        url: URL of the server that the teacher's page comes from.
    """

    def __init__(self, url):
        self._url = url
        self._pages = contextlib.AsyncExitStack()
        self._hands = iter(hands(60))
        self.pupils: list[Pupil] = []
        self.teacher_cookie = new_cookie()

    async def __aenter__(self):
        await self._pages.__aenter__()
        self.teacher = await self.open(self._url, "room", cookie=self.teacher_cookie)
        self.code = await class_visitors.open_room(self.teacher, PATIENCE_SECONDS)
        return self

    async def __aexit__(self, *failure):
        return await self._pages.__aexit__(*failure)

    async def open(self, url, page, query="", cookie=""):
        """Open a page that stays open until the end."""
        return await self._pages.enter_async_context(
            visiting(url, page, f"lang=en&{query}", cookie)
        )

    async def wall(self, url):
        """Open the wall as a browser that has the code."""
        query = f"view=projector&code={self.code}"
        return await self.open(url, "room", query, new_cookie())

    async def join(self, url):
        """Have another pupil join; return it."""
        cookie = new_cookie()
        page = await self.open(url, "join", f"code={self.code}", cookie)
        await class_visitors.join(page, PATIENCE_SECONDS)
        pupil = Pupil(cookie, page, [])
        self.pupils.append(pupil)
        return pupil

    async def come_back(self, url):
        """Open all pages again, in the same browsers; the teacher's too, if it fell."""
        for pupil in self.pupils:
            pupil.page = await self.open(url, "join", cookie=pupil.cookie)
        if self.teacher.is_closed:
            self.teacher = await self.open(url, "room", cookie=self.teacher_cookie)

    def all_given(self):
        """Return all drawings that the class has, as the pages say."""
        return [drawing for pupil in self.pupils for drawing in pupil.given]

    async def take(self, page):
        """Take everybody to a page, and wait until all are asked to draw."""
        await class_visitors.take(self.teacher, page)
        await self.all_see(class_visitors.is_asked_to_draw)

    async def ask(self):
        """Ask the class the question of the step, and have the first pupil vote."""
        await self.teacher.press("room_ask")
        await self.all_see(lambda page: page.has("seat_question"))
        await class_visitors.vote(self.pupils[0].page, 1, PATIENCE_SECONDS)

    async def look_at(self, place):
        """Press the dot of a seat on the teacher's page, by its place."""
        await self.teacher.press(f"room_dot_{place}")
        await self.teacher.until(
            lambda page: page.has_widget("room_kick"), PATIENCE_SECONDS
        )

    async def all_see(self, seen):
        """Wait until a condition holds for the page of each pupil."""
        await asyncio.gather(
            *(pupil.page.until(seen, PATIENCE_SECONDS) for pupil in self.pupils)
        )

    async def draw(self, pupil):
        """Draw on a pupil's canvas; return the drawing."""
        drawing = next(self._hands)
        await class_visitors.stroke(pupil.page, drawing.strokes)
        return drawing

    async def give(self, pupil):
        """Draw and give; note it where the page says that the class has it."""
        before = class_visitors.given(pupil.page.page)
        drawing = await self.draw(pupil)
        await class_visitors.give(pupil.page)
        if class_visitors.given(pupil.page.page) > before:
            pupil.given.append(drawing)


def shown_on(wall):
    """Return the pictures on a wall's page."""
    return pictures(wall.page.html_with('class="wall"'))


def pictures_of(drawings):
    """Return drawings as a wall has them, in no order."""
    return sorted(drawing.picture for drawing in drawings)


def kept_by(database, code):
    """Return the pictures that a room has by the store, as `pictures_of` has them."""
    with opened(database) as store:
        found = store.class_drawings(store.find_room(code))
    return sorted(
        (255 - each.image).tobytes()
        for each in found
        if each.state is not DrawingState.DELETED
    )


def the_room(database, code):
    """Return a room as the store has it; None once it is over."""
    with opened(database) as store:
        room = store.find_room(code)
        return None if room is None else store.room(room)


@contextlib.contextmanager
def opened(database):
    """Open a store, and close it after the block."""
    store = Store.open(database)
    try:
        yield store
    finally:
        store.close()
