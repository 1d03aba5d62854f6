"""The guesses that a visitor's own run settles: of steps 2, 5 and 6."""

from core.engine.run import Run
from core.ui.questions.guess_panel import Guess, Result, ask, asked_at
from core.ui.state.session import session
from core.ui.text.translate import number, percent, t

# Shares from which a guess is the next one.
NOTHING, CHANCE = 0.02, 0.3
GOOD, HIGH, TOP = 0.9, 0.97, 0.99


def longest_step() -> None:
    """Ask which step takes longest."""
    guess = Guess(
        2,
        t("Which of these takes the computer longest?"),
        {
            "prepare": t("Preparing the data"),
            "train": t("Training"),
            "predict": t("Reading a drawing"),
        },
        t("Train a network, and come back: the result will be here."),
    )
    ask(guess, lambda: _looks(_run_after(guess)))


def _looks(run: Run | None) -> Result | None:
    if run is None:
        return None
    history = run.history()
    because = t(
        "In your run, the network went through the images {epochs} times and corrected "
        "itself {corrections} times. To read a drawing, it looks once.",
        # Of a run that was stopped, as far as it came.
        epochs=number(len(history.epochs)),
        corrections=number(len(history.losses)),
    )
    return Result("train", because)


def before_learning() -> None:
    """Ask what a network reads that has learned nothing yet."""
    guess = Guess(
        5,
        t("Before it learns anything, how many images of a hundred will it get right?"),
        {"none": t("None"), "ten": t("About ten"), "half": t("About fifty")},
        t("As soon as you train a network, the result will be here."),
    )
    ask(guess, lambda: _chance(_run_after(guess, is_over=False)))


def _chance(run: Run | None) -> Result | None:
    accuracies = () if run is None else run.history().accuracies
    if not accuracies:
        return None
    # That of the first batch, before its correction.
    share = accuracies[0]
    size = "none" if share < NOTHING else "ten" if share < CHANCE else "half"
    because = t(
        "In the first batch of your run, before any correction, it got {share} right. "
        "A guess among ten is right one time in ten.",
        share=percent(share, 0),
    )
    return Result(size, because)


def after_training(*, running: bool) -> None:
    """Ask how well the network will read once it is trained.

    Args:
        running: Whether a run goes on.
    """
    guess = Guess(
        6,
        t("After this training, how many test images of a hundred will it get right?"),
        {
            "low": t("Fewer than 90"),
            "good": t("90 to 97"),
            "high": t("97 to 99"),
            "top": t("More than 99"),
        },
        t("When the training ends, the result will be here."),
    )
    ask(guess, lambda: _accuracy(_run_after(guess)), is_open=not running)


def mark(accuracy: float) -> str:
    """Return the answer that an accuracy, 0 to 1, belongs to."""
    if accuracy < GOOD:
        return "low"
    if accuracy < HIGH:
        return "good"
    return "high" if accuracy < TOP else "top"


def _accuracy(run: Run | None) -> Result | None:
    accuracy = None if run is None else run.state.accuracy
    if run is None or accuracy is None:
        return None
    because = t(
        "Your network gets {accuracy} of the test images right. It learned from "
        "{images} images in {epochs} epochs; more of both usually helps.",
        accuracy=percent(accuracy, 2),
        images=number(run.spec.images_per_epoch),
        epochs=number(len(run.history().epochs)),
    )
    return Result(mark(accuracy), because)


def _run_after(guess: Guess, *, is_over: bool = True) -> Run | None:
    """Return the first training that a visitor started after the answer.

    Args:
        guess: The answered question.
        is_over: Whether it must have left a network.
    """
    since = asked_at(guess)
    return next(
        (
            run
            for run in session().work.runs
            if run.spec.is_plain
            and run.made_at > since
            and (run.state.has_network or not is_over)
        ),
        None,
    )
