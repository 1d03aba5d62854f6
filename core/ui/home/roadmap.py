"""The road of eight steps, with what this visitor has done ticked."""

import streamlit as st

from core.ui import layout
from core.ui.state.session import session
from core.ui.text.translate import t


def panel() -> None:
    """Draw the road: each step leads to its page."""
    done = session().work.steps_done
    purposes = _purposes()
    names = layout.step_names()
    with st.container(key="road", gap="xxsmall"):
        for page in layout.PAGES:
            for step in page.steps:
                with st.container(
                    key=f"road_{step}", horizontal=True, vertical_alignment="center"
                ):
                    st.page_link(
                        page.script,
                        label=t("{step}. {name}", step=step, name=names[step]),
                        icon=_icon(step in done),
                        query_params=layout.query(),
                        width="content",
                    )
                    said = t("Done.") + " " if step in done else ""
                    st.caption(said + purposes[step])


def _icon(done: bool) -> str:
    return ":material/check_circle:" if done else ":material/radio_button_unchecked:"


def _purposes() -> dict[int, str]:
    return {
        1: t("Here nothing needs to be installed."),
        2: t("What comes after what, and why."),
        3: t("Digits become numbers between 0 and 1."),
        4: t("Layers of small calculations, one after the other."),
        5: t("How it measures its mistakes, and how it corrects them."),
        6: t("It looks, guesses, and corrects itself. Thousands of times."),
        7: t("How many it reads right, and which ones it mixes up."),
        8: t("You draw, it answers."),
    }
