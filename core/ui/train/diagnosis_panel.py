"""What a run's curves say, in plain words, with a button that corrects the settings."""

import streamlit as st

from core.datasets import loader
from core.engine.run import Run
from core.errors import Diverged
from core.runs.diagnosis import Diagnosis, Finding, diagnose
from core.settings import query_params
from core.settings.run import RunSettings
from core.ui.state.session import session
from core.ui.text.setting_names import setting_name, setting_value
from core.ui.text.translate import t

URGENT = (Finding.DIVERGED, Finding.NOT_LEARNING, Finding.SATURATED)


def panel(run: Run) -> None:
    """Say what there is to say of a run; while it goes on, only what is urgent."""
    diagnosis = diagnose(
        run.curves(),
        run.settings,
        loader.counts(run.source)[0],
        diverged=isinstance(run.state.error, Diverged),
    )
    if diagnosis is None or not (run.state.is_over or diagnosis.finding in URGENT):
        return
    with st.container(key="train_diagnosis", border=True):
        st.markdown(f"**{_headline(diagnosis.finding)}** {_reason(diagnosis)}")
        if diagnosis.fix is not None:
            _offer(run, diagnosis.fix)


def _offer(run: Run, fix: RunSettings) -> None:
    changes = _changes(run.settings, fix)
    if session().work.settings == fix:
        st.caption(t("Set for the next run: {changes}.", changes=changes))
        return
    st.button(
        t("Set {changes}", changes=changes),
        key="train_fix",
        icon=":material/build:",
        help=t("Moves the controls; nothing trains until you press the button."),
        on_click=_apply_fix,
        args=(fix,),
    )


def _apply_fix(fix: RunSettings) -> None:
    session().work.settings = fix


def _changes(before: RunSettings, after: RunSettings) -> str:
    """Return what a fix sets, as a list in words."""
    parts = [
        f"{setting_name(choice.name)} {setting_value(choice, after.value(choice))}"
        for choice in query_params.CHOICES
        if before.value(choice) != after.value(choice)
    ]
    if before.network.blocks != after.network.blocks:
        parts.append(t("the article’s network"))
    return ", ".join(parts)


def _headline(finding: Finding) -> str:
    return {
        Finding.DIVERGED: t("The corrections are too large."),
        Finding.NOT_LEARNING: t("It is not learning."),
        Finding.SATURATED: t("It is not learning."),
        Finding.SLOW: t("It learns, but slowly."),
        Finding.TOO_SMALL: t("This network is too small for more."),
        Finding.TOO_FEW_IMAGES: t("It has seen too few images."),
        Finding.OVERFITTING: t("It is beginning to learn by heart."),
        Finding.LEARNING_WELL: t("It has learned well."),
    }[finding]


def _reason(diagnosis: Diagnosis) -> str:
    match diagnosis.finding:
        case Finding.DIVERGED:
            return t(
                "At each step it jumps past the goal, so that the loss does not come "
                "down. A lower learning rate makes smaller steps."
            )
        case Finding.NOT_LEARNING:
            return t(
                "It still guesses: the loss stays where it began, because each "
                "correction is too small to be felt. A higher learning rate helps."
            )
        case Finding.SATURATED:
            return t(
                "It still guesses. Sigmoid and tanh flatten out, and through several "
                "layers almost nothing of a correction arrives. ReLU lets it through."
            )
        case Finding.SLOW:
            return t(
                "The loss is still on its way down. Larger corrections or more epochs "
                "would take it further."
            )
        case Finding.TOO_SMALL:
            return t(
                "It has too few numbers to learn with: more epochs would change "
                "little. A convolution and a dense layer give it room."
            )
        case Finding.TOO_FEW_IMAGES:
            return t(
                "It reads the digits that it trains on much better than those it has "
                "never seen. With more, or with changed copies, it must look for what "
                "they share."
            )
        case Finding.OVERFITTING:
            return t(
                "Since epoch {epoch} the validation loss rises while the training "
                "loss falls: that is overfitting. It grows surer of what it has seen "
                "and no better at what it has not.",
                epoch=diagnosis.best_epoch,
            )
        case Finding.LEARNING_WELL:
            return t(
                "Both lines came down together, and it reads digits that it has never "
                "seen about as well as those it trained on."
            )
