"""Pages ask before they tell, keep the answer, and say afterwards what came out."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE


def results(visitor, step):
    """Return what the page says of a guess."""
    return visitor.part(f"guess_{step}").locator(".guess-result")


@pytest.mark.parametrize(
    ("language", "device", "choice", "said"),
    [
        ("es", PHONE, "Más de 99", r"Dijiste: Más de 99\. .*acierta el \d"),
        ("en", {}, "More than 99", r"You said: More than 99\. .*gets \d"),
    ],
    ids=["phone", "laptop"],
)
def test_a_guess_by_keyboard_is_kept_and_settled_by_the_run(
    open_visitor, language, device, choice, said
):
    visitor = open_visitor(
        f"/train?lang={language}&train_epochs=1&train_images=500", **device
    )
    guess = visitor.part("guess_6")
    expect(guess.get_by_role("radiogroup")).to_be_visible()
    assert in_both_themes(visitor.page) == []
    # None is chosen: the first key goes to one of them, and the arrows on.
    guess.get_by_role("radio").first.focus()
    for _ in range(3):
        visitor.page.keyboard.press("ArrowDown")
    expect(guess.get_by_role("radio", name=choice)).to_be_checked()
    expect(results(visitor, 6)).to_contain_text(choice)
    # Nothing is lost on the way.
    visitor.page.reload()
    expect(results(visitor, 6)).to_contain_text(choice)
    visitor.press("train_start")
    visitor.trained()
    expect(results(visitor, 6)).to_have_text(re.compile(said))
    expect(guess.get_by_role("radiogroup")).to_have_count(0)
    assert in_both_themes(visitor.page) == []
    press_steadily(guess.get_by_role("button"))
    expect(visitor.page.locator(".st-key-guess_6")).to_have_count(0)


def test_the_seven_is_drawn_after_the_guess(open_visitor):
    visitor = open_visitor("/draw?lang=en")
    guess = visitor.part("guess_8")
    # What is to be pressed is a circle, and is seen as one before it is chosen.
    circle = guess.get_by_test_id("stRadioOption").first.locator("> div > div").first
    expect(circle).to_have_css("outline-style", "solid")
    box = circle.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)
    press_steadily(guess.get_by_text("No", exact=True))
    expect(results(visitor, 8)).to_have_text("You said: No. Now draw it.")
    visitor.draw(7)
    expect(results(visitor, 8)).to_contain_text("The result: Yes, and surely.")
    expect(results(visitor, 8)).to_contain_text("It answers 7")


def test_the_task_stands_in_the_open_and_its_answer_behind_a_press(open_visitor):
    visitor = open_visitor("/data?lang=es", **PHONE)
    task = visitor.part("lesson_3").locator(".task")
    expect(task).to_contain_text("Pruébalo.")
    answer = task.get_by_text("uno de cada nueve")
    expect(answer).to_be_hidden()
    task.get_by_text("Ver la respuesta").focus()
    visitor.page.keyboard.press("Enter")
    expect(answer).to_be_visible()
    assert in_both_themes(visitor.page) == []


def test_the_questions_after_a_step_bring_their_reason_and_are_kept(open_visitor):
    visitor = open_visitor("/evaluate?lang=en")
    visitor.unfold("Three questions about step 7")
    questions = visitor.part("check_7")
    expect(questions.get_by_role("radiogroup")).to_have_count(3)
    press_steadily(questions.get_by_text("98", exact=True))
    expect(questions).to_contain_text("The answer is: 200. 2% of 10,000 is 200.")
    press_steadily(questions.get_by_text("The right answers."))
    expect(questions).to_contain_text("That is it. There, what was written")
    assert in_both_themes(visitor.page) == []
    visitor.go("Draw")
    visitor.unfold("Six questions to finish")
    quiz = visitor.part("exit_quiz")
    expect(quiz.get_by_role("radiogroup")).to_have_count(6)
    visitor.page.reload()
    visitor.go("Evaluate")
    visitor.unfold("Three questions about step 7")
    expect(questions).to_contain_text("The answer is: 200.")
