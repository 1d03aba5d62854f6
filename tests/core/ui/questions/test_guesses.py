"""A guess is kept, and shown with what came out, from the page and the run."""

import numpy as np
import pytest

from core.datasets import loader
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.export import files
from core.runs.progress import Ending, EpochResult, Report, Stage, Trained
from core.settings.run import RunSettings
from core.ui.questions import page_guesses, run_guesses
from core.ui.state.session import KEY
from tests.support.visitor_language import in_language

PAGES = {
    1: "app.py",
    2: "app.py",
    3: "pages/data.py",
    4: "pages/network.py",
    5: "pages/network.py",
    6: "pages/train.py",
    7: "pages/evaluate.py",
    8: "pages/draw.py",
}


def question(page, step):
    """Return the radio buttons of a guess; None where it is not asked."""
    return next(
        (each for each in page.radio if each.key == f"choose_guess_{step}"), None
    )


def said(page):
    """Return what the page says of guesses."""
    bodies = [element.proto.body for element in page.get("html")]
    return " ".join(body for body in bodies if '<p class="guess-result' in body)


def guess(page, step, answer):
    """Give an answer."""
    question(page, step).set_value(answer).run()
    assert not page.exception


def visit(page):
    """Return the visitor's session."""
    return page.session_state[KEY]


def trained(accuracy, first=0.1, *, done=None, **settings):
    """Return a run that has ended, after so many epochs; None for all of them."""
    run = Run(RunSpec.training(RunSettings(**settings), loader.Source.SAMPLE))
    epochs = tuple(
        EpochResult(epoch, 1.0, 0.5, 1.0, 0.5, 1.0)
        for epoch in range(1, (run.goal if done is None else done) + 1)
    )
    batches = len(epochs) * run.batches_per_epoch
    losses, shares = (1.0,) * batches, (first, *(0.5,) * (batches - 1))
    run.add_report(Report(run.id, Stage.TRAINING, len(epochs), losses, shares, epochs))
    run.finish(Trained(Ending.FINISHED, accuracy, 0.1, b"keras", b"litert"))
    return run


@pytest.mark.parametrize("step", PAGES)
def test_a_guess_can_be_skipped_and_is_not_asked_again(open_with, step):
    page = open_with(PAGES[step], lang="en")
    assert question(page, step) is not None
    page.button(key=f"close_guess_{step}").click().run()
    assert question(page, step) is None
    assert not said(page)
    page.run()
    assert question(page, step) is None


@pytest.mark.parametrize("step", PAGES)
def test_a_teacher_can_hide_the_questions(open_with, step):
    page = open_with(PAGES[step], lang="en", hide="questions")
    assert question(page, step) is None
    assert not [each for each in page.expander if "questions" in each.label]


@pytest.mark.parametrize("answer", ["short", "middle", "long"])
def test_the_length_of_the_program_is_that_of_the_visitors_own(open_with, answer):
    page = open_with("app.py", lang="en")
    guess(page, 1, answer)
    lines = files.code_lines(RunSettings())
    assert f"there are {lines}" in said(page)
    assert ("And so it is" in said(page)) is (answer == "middle")
    assert question(page, 1) is None


def test_the_classes_are_counted_in_the_data_on_the_page(open_with):
    page = open_with("pages/data.py", lang="en")
    guess(page, 3, "equal")
    labels = loader.read(loader.Source.SAMPLE).y_train
    counts = np.bincount(labels)
    assert f"{counts.max()}. The fewest:" in said(page).replace(",", "")
    assert "You said: Exactly as many. The result: More or less." in said(page)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({}, "In the hidden dense layers"),
        ({"network_dense": "none", "network_blocks": "64x7p-64x7p"}, "convolutions"),
        ({"network_dense": "none"}, "In the last layer"),
    ],
)
def test_the_largest_layer_is_that_of_the_network_on_the_page(open_with, query, place):
    page = open_with("pages/network.py", lang="en", **query)
    guess(page, 4, "convolutions")
    assert place in said(page)


def test_a_network_that_cannot_be_built_has_no_result_yet(open_with):
    page = open_with("pages/network.py", lang="en", network_blocks="32x7p-32x7p-32x7p")
    guess(page, 4, "hidden")
    assert "once this network can be built" in said(page)
    assert question(page, 4).value == "hidden"


def test_a_run_that_starts_after_the_guess_settles_it(open_with):
    page = open_with("pages/train.py", lang="en")
    visit(page).work.runs = [trained(0.5)]
    page.run()
    guess(page, 6, "high")
    assert "When the training ends" in said(page)
    # It may still be changed.
    guess(page, 6, "good")
    visit(page).work.runs = [*visit(page).work.runs, trained(0.98, images=2000)]
    page.run()
    assert "You said: 90 to 97. The result: 97 to 99." in said(page)
    assert "98.00%" in said(page)
    assert "2,000 images" in said(page)
    assert question(page, 6) is None


def test_a_run_from_before_the_guess_does_not_settle_it(open_with):
    page = open_with("pages/train.py", lang="en")
    visit(page).work.runs = [trained(0.98)]
    page.run()
    guess(page, 6, "high")
    assert "And so it is" not in said(page)


@pytest.mark.parametrize(
    ("first", "result"), [(0.0, "None"), (0.11, "About ten"), (0.6, "About fifty")]
)
def test_the_first_batch_says_what_an_untrained_network_reads(open_with, first, result):
    page = open_with("pages/network.py", lang="en")
    guess(page, 5, "half")
    visit(page).work.runs = [trained(0.9, first)]
    page.run()
    assert (f"The result: {result}" in said(page)) is (result != "About fifty")
    assert f"it got {first:.0%} right" in said(page)


def test_the_workflow_tells_the_corrections_of_the_run(open_with):
    page = open_with("app.py", lang="en")
    guess(page, 2, "predict")
    run = trained(0.9, epochs=3)
    visit(page).work.runs = [run]
    page.run()
    assert f"corrected itself {3 * run.batches_per_epoch} times" in said(page)


def test_a_result_says_what_the_run_did_and_not_what_was_asked_for(open_with):
    page = open_with("pages/train.py", lang="en")
    guess(page, 6, "high")
    # Sixty thousand images and five epochs: the sample has fewer, and it was stopped.
    run = trained(0.98, done=2, epochs=5)
    visit(page).work.runs = [run]
    page.run()
    assert run.settings.images == 60_000
    assert "from 4,000 images in 2 epochs" in said(page)
    page = open_with("app.py", lang="en")
    guess(page, 2, "train")
    visit(page).work.runs = [run]
    page.run()
    assert "went through the images 2 times" in said(page)
    assert f"corrected itself {2 * run.batches_per_epoch} times" in said(page)


@pytest.mark.parametrize(
    ("accuracy", "answer"),
    [(0.2, "low"), (0.9, "good"), (0.97, "high"), (0.985, "high"), (0.99, "top")],
)
def test_the_accuracy_has_its_place_among_the_answers(accuracy, answer):
    assert run_guesses.mark(accuracy) == answer


def test_the_hardest_class_is_that_of_the_network_on_the_page(open_with):
    page = open_with("pages/evaluate.py", lang="en")
    asked = question(page, 7)
    assert asked.options == ["1", "4", "8", "9"]
    guess(page, 7, "1")
    assert "of them right" in said(page)


def reading(digit, share):
    """Return a reading's digit and probabilities."""
    shares = np.full(10, (1 - share) / 9, np.float32)
    if digit is not None:
        shares[digit] = share
    return digit, shares


@pytest.mark.parametrize(
    ("digit", "share", "answer"),
    [(7, 0.99, "sure"), (7, 0.6, "unsure"), (1, 0.99, "no"), (None, 0.1, "no")],
)
def test_the_seven_is_read_or_not(digit, share, answer):
    result = in_language("en", lambda: page_guesses.of_seven(*reading(digit, share)))
    assert result.answer == answer
    assert ("“?”" in result.because) is (digit is None)


def test_an_answer_that_is_none_of_these_is_no_answer(open_with):
    page = open_with("pages/train.py", lang="en")
    visit(page).work.answers = {"guess_6": "hacked", "guess_6_since": "never"}
    page.run()
    assert not page.exception
    assert question(page, 6).value is None
