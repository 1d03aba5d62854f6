"""What fine-tuning changed: before and after, on MNIST and on own drawings."""

import streamlit as st

from core.datasets import own_drawings
from core.engine.run import Run
from core.ui.text.translate import number, percent, t


def outcome(run: Run) -> None:
    """Draw what fine-tuning changed: before and after, on MNIST and on own drawings."""
    changed = run.state.outcome
    if changed is None or run.fine_tuning is None:
        return
    left, right = st.columns(2)
    with left, st.container(key="hand_outcome_mnist"):
        st.metric(
            t("MNIST’s test digits"),
            percent(changed.after.mnist, 2),
            _points(changed.after.mnist - changed.before.mnist, 2),
            help=t("It must not forget what it knew: about as many as before."),
        )
    with right, st.container(key="hand_outcome_hand"):
        st.metric(
            t("Your hand"),
            percent(changed.after.own_drawings),
            _points(changed.after.own_drawings - changed.before.own_drawings, 1),
            help=t("How many of your drawings it reads right, and before."),
        )
    if not len(run.fine_tuning.drawings):
        # The drawings of a fine-tuning are not kept with it.
        return
    practised, judged = run.fine_tuning.drawings.split()
    if practised is judged:
        st.caption(
            t(
                "Tested on the same drawings it practised on. Once you have "
                "{enough}, some are kept aside for the test.",
                enough=own_drawings.ENOUGH,
            )
        )
    else:
        st.caption(
            t(
                "It practised on {practised} drawings and was tested on {judged} it "
                "had never seen.",
                practised=number(len(practised)),
                judged=number(len(judged)),
            )
        )


def _points(change: float, decimals: int) -> str:
    sign = "+" if change > 0 else ""
    return t("{points} points", points=sign + number(100 * change, decimals))
