"""How a run stands, in words."""

from collections.abc import Sequence

from core.engine.run import Run
from core.engine.run_state import RunState
from core.i18n import duration
from core.runs.progress import Ending, Stage
from core.ui.state import services
from core.ui.text.translate import number, t, tn


def stage(run: Run, state: RunState) -> str:
    """Say what a run is doing, or how it has ended."""
    values = {
        "epoch": number(state.report.epoch),
        "epochs": number(run.goal),
    }
    if not state.is_over and state.stopping:
        if state.stage is Stage.SAVING:
            return t("Stopped. Saving the network as it stands.")
        return t("Stopping.")
    match state.stage:
        case Stage.WAITING if any(before := ahead(run)):
            return _in_line(*before)
        case Stage.WAITING | Stage.WAKING:
            return t("Waking TensorFlow: it takes a few seconds the first time.")
        case Stage.PREPARING:
            return t("Preparing the data.")
        case Stage.TRAINING if run.hurried:
            return t(
                "Others are waiting, so it continues at full speed: epoch {epoch} of "
                "{epochs}.",
                **values,
            )
        case Stage.TRAINING if run.slow:
            return t("In slow motion: epoch {epoch} of {epochs}.", **values)
        case Stage.TRAINING:
            return t("Training: epoch {epoch} of {epochs}.", **values)
        case Stage.CHECKING:
            return t(
                "Checking with digits that it does not train on: epoch {epoch} of "
                "{epochs}.",
                **values,
            )
        case Stage.SAVING:
            return t("Trained. Saving the network.")
        case Stage.FAILED:
            return t("The training did not finish.")
        case Stage.DONE:
            return _ending_text(run, state, values)


def ahead(run: Run) -> tuple[Sequence[Run], int]:
    """Return what goes before a run that waits.

    Returns:
        The runs of this web process, and how many there are of other ones.
    """
    engine = services.engine()
    return engine.runs_ahead(run), engine.others_ahead(run)


def _in_line(own: Sequence[Run], others: int) -> str:
    """Say how many go before, and about how long that takes."""
    engine = services.engine()
    workers = max(engine.workers_seen, 1)
    text = tn(
        "In line: {n} run goes before yours.",
        "In line: {n} runs go before yours.",
        len(own) + others,
    )
    seconds = engine.host_speed.line_seconds(own, workers, others, engine.turn_seconds)
    if seconds is None:
        return text
    return text + " " + t("Your turn comes in about {time}.", time=duration(seconds))


def expectation(seconds: float | None, before: int) -> str:
    """Say what a run that is not asked for yet is to expect; empty where none knows.

    Args:
        seconds: About how long it takes here; None where nothing was measured.
        before: How many runs go first.
    """
    parts = []
    if seconds is not None:
        parts.append(t("About {time} here.", time=duration(max(seconds, 1.0))))
    if before:
        parts.append(tn("{n} run is before you.", "{n} runs are before you.", before))
    return " ".join(parts)


def interruption(run: Run, state: RunState) -> str:
    """Say why a run was interrupted, and where it goes on; empty if it was not."""
    if run.interrupted and not state.is_over:
        return t("The process that trained has stopped; another takes over.")
    if state.stage is Stage.WAITING and run.turns.count and not state.stopping:
        return t(
            "Others were waiting, so yours lets them go first. Nothing is lost: it "
            "continues in epoch {epoch} of {epochs}, exactly where it stood.",
            epoch=number(min(len(run.curves().epochs) + 1, run.goal)),
            epochs=number(run.goal),
        )
    if state.kept_epochs is None:
        return ""
    if state.kept_epochs == 0:
        return t("The process that trained had stopped; it began again.")
    return tn(
        "The process that trained had stopped; it continued from the end of {n} epoch.",
        "The process that trained had stopped; it continued from the end of {n} "
        "epochs.",
        state.kept_epochs,
    )


def _ending_text(run: Run, state: RunState, values: dict[str, str]) -> str:
    match state.ending:
        case Ending.STOPPED if not state.has_network:
            return t("Stopped before it began.")
        case Ending.STOPPED:
            return t(
                "Stopped in epoch {epoch} of {epochs}. The network is kept as it "
                "stood.",
                **values,
            )
        case Ending.LOST:
            return t(
                "The process that trained stopped more than once. The network is kept "
                "as it was after epoch {epoch} of {epochs}.",
                epoch=number(len(run.curves().epochs)),
                epochs=values["epochs"],
            )
        case Ending.UNWATCHED if not state.has_network:
            return t(
                "It gave up its place in the line, because nobody was watching any "
                "more. Your settings are kept: start it again when you like."
            )
        case Ending.UNWATCHED:
            return t("It ended by itself, because nobody was watching any more.")
        case _:
            return tn("Done: {n} epoch.", "Done: {n} epochs.", run.goal)


def progress(run: Run, state: RunState) -> str:
    """Say how long it still takes, waiting for short runs included, and how fast."""
    parts = []
    pause = services.engine().pause_seconds(run)
    if state.report.seconds_left is not None:
        left = state.report.seconds_left + pause
        parts.append(t("{time} left", time=duration(left)))
    if pause:
        parts.append(t("shorter ones go first after this epoch"))
    if state.report.images_per_second is not None:
        speed = number(round(state.report.images_per_second, -2))
        parts.append(t("{speed} images a second", speed=speed))
    return " · ".join(parts)
