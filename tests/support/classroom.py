"""A class in real browsers: a teacher, a wall, and pupils who join by a code."""

import re

from playwright.sync_api import expect

from tests.support.handwriting import DIGITS
from tests.support.stillness import press_steadily

# The lines of the careful hand's 4, one of them drawn twice in part.
FOUR = [(100, 50), (80, 140), (185, 140), (165, 140), (165, 60), (155, 215)]


def sign(visitor, name):
    """Return the tile of a sign."""
    return visitor.part("room_signs").get_by_role("button", name=name, exact=True)


def pick(visitor, *names):
    """Press signs, one after the other."""
    for name in names:
        press_steadily(sign(visitor, name))
        expect(sign(visitor, name)).to_have_attribute("aria-pressed", "true")
        visitor.settle()


def open_signs(open_visitor, path="/room", **options):
    """Open the page of a class room and choose signs."""
    visitor = open_visitor(path, **options)
    press_steadily(visitor.part("room_learns").get_by_role("radio").last)
    expect(visitor.part("room_signs")).to_be_visible()
    visitor.settle()
    return visitor


class Classroom:
    """A teacher's page, and the code of the room.

    Args:
        open_visitor: Opens pages.
        signs: Names of what it learns; digits without any.
    """

    def __init__(self, open_visitor, signs=()):
        self._open = open_visitor
        if signs:
            self.teacher = open_signs(open_visitor, "/room?lang=en")
            pick(self.teacher, *signs)
        else:
            self.teacher = open_visitor("/room?lang=en")
        self.teacher.press("room_open")
        expect(self.teacher.part("room_code")).to_contain_text("The code of the class")

    @property
    def code(self):
        """The code as the page shows it, without the gap in its middle."""
        text = self.teacher.part("room_code").locator("strong").inner_text()
        return re.sub(r"\s", "", text)

    def pupil(self, **options):
        """Join by the link of the code, while the class is not elsewhere."""
        pupil = self.latecomer(**options)
        pupil.part("join_nickname").wait_for()
        return pupil

    def latecomer(self, **options):
        """Open the link of the code and join, wherever that leads."""
        pupil = self._open(f"/join?code={self.code}", **options)
        pupil.press("join_enter")
        return pupil

    def wall(self):
        """Open the wall in the teacher's browser."""
        page = self.teacher.page.context.new_page()
        page.set_viewport_size({"width": 1280, "height": 720})
        link = self.teacher.page.get_by_role("link", name="Open the wall")
        page.goto(link.get_attribute("href"))
        return page

    def seats(self):
        """Return the dots of the seats."""
        return self.teacher.part("room_dots").get_by_role("button")

    def take(self, page):
        """Take everybody to a page."""
        self.teacher.press(f"room_take_{page}")

    def give(self, pupil):
        """Have a pupil draw what is asked for; return the digit."""
        digit = int(pupil.part("join_prompt").locator("strong").inner_text())
        # In one line: a press after the first of two can come before the second.
        pupil.stroke(FOUR if digit == 4 else DIGITS[digit][0])
        expect(pupil.button("join_send")).to_be_enabled()
        with pupil.another_canvas():
            pupil.press("join_send")
        expect(pupil.button("join_send")).to_be_disabled()
        return digit
