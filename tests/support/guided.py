"""A pupil who walks through the guided lesson in a browser."""

from playwright.sync_api import Locator, expect

from core.ui.text.step_names import step_names
from core.ui.text.translate import t
from tests.support.stillness import press_steadily
from tests.support.visitor import Visitor
from tests.support.visitor_language import in_language

# Blue as the primary button of the light theme.
LIT = "rgb(31, 95, 191)"


class Pupil:
    """A visitor in the guided lesson.

    Args:
        visitor: The visitor.
        language: Of the pages.
        hand: How things are pressed and drawn: ``mouse``, ``finger`` or ``keyboard``.
    """

    def __init__(self, visitor: Visitor, language: str, hand: str) -> None:
        self.visitor = visitor
        self.words = visitor.part("guide").locator(".guide-words")
        self._language = language
        self._hand = hand

    def press(self, part: Locator) -> None:
        """Press a part of the page."""
        if self._hand == "keyboard":
            part.focus()
            part.press("Enter")
        else:
            press_steadily(part)

    def expect_step(self, step: int) -> None:
        """Wait until the strip asks for a step, whose way on is not lit."""
        names = in_language(self._language, step_names)
        expect(self.words).to_contain_text(f"{step} ")
        expect(self.words).to_contain_text(names[step])
        expect(self.words.locator("strong")).to_have_count(0)
        expect(self.onward()).not_to_have_css("background-color", LIT)

    def expect_done(self) -> None:
        """Wait until the strip says that the step is done, and lights the way on."""
        expect(self.words.locator("strong")).to_contain_text("✓")
        expect(self.onward()).to_have_css("background-color", LIT)

    def onward(self) -> Locator:
        """Return the way to the next step, without the mouse over it."""
        self.visitor.page.mouse.move(0, 0)
        return self.visitor.part("guide_next").locator("a, button:visible").first

    def go_on(self) -> None:
        """Take the way to the next step."""
        self.press(self.onward())

    def do(self, step: int) -> None:
        """Do the one thing of a step."""
        part = self.visitor.part
        match step:
            case 1:
                self.press(self.visitor.button("guide_read"))
            case 2:
                self.press(self.visitor.button("home_draw"))
                self._give_a_digit(7)
            case 3:
                self.press(part("data_digits").get_by_role("button").nth(3))
            case 4:
                self.press(part("network_preset").get_by_role("radio").nth(3))
            case 5:
                self.press(part("network_optimizer").get_by_role("radio").first)
            case 6:
                self.press(self.visitor.button("train_start"))
                self.visitor.trained()
            case 7:
                cells = part("evaluate_confusion").locator("td button")
                self.press(cells.first)
            case 8:
                self._give_a_digit(3)

    def _give_a_digit(self, digit: int) -> None:
        """Draw a digit; by the keyboard, take one of the test images."""
        visitor = self.visitor
        match self._hand:
            case "finger":
                visitor.touch(digit)
            case "mouse":
                visitor.draw(digit)
            case _:
                self._take_a_digit()
        expect(visitor.answer().locator(".answer")).to_be_visible()

    def _take_a_digit(self) -> None:
        """Choose the test digits; where they are chosen already, take another."""
        visitor = self.visitor
        visitor.part("draw_input").wait_for()
        another = visitor.part("draw_random").locator("button:visible")
        if another.count():
            self.press(another.first)
            return
        name = in_language(self._language, lambda: t("A test digit"))
        self.press(visitor.part("draw_input").get_by_role("radio", name=name))
