"""The Python behind a page: the code of its steps, and the whole run to take along."""

import functools

import streamlit as st

from core.errors import NetworkError
from core.export import files, steps
from core.settings.datasets import DatasetName
from core.settings.query_params import Part
from core.settings.run import RunSettings
from core.ui import layout
from core.ui.components.download import download
from core.ui.components.lazy_expander import fold
from core.ui.state.guide_state import PYTHON_KEY
from core.ui.state.session import session
from core.ui.streamlit_compat.types import ExpanderContainer
from core.ui.text.translate import t


def panel(*numbers: int) -> None:
    """Draw the code of some steps, folded away, with the visitor's values in it.

    Args:
        numbers: The steps of the article.
    """
    if not session().link.shows(Part.PYTHON):
        return
    names = layout.step_names()
    with _fold():
        for number in numbers:
            if len(numbers) > 1:
                st.markdown(
                    f"**{t('{step}. {name}', step=number, name=names[number])}**"
                )
            _code(number)


def _fold() -> ExpanderContainer:
    """Draw the fold; the guided lesson knows whether its own is open."""
    label, icon = t("The Python of this step"), ":material/code:"
    if session().guide.watches_python:
        return fold(label, key=PYTHON_KEY, icon=icon)
    return st.expander(label, icon=icon)


def downloads(key: str, settings: RunSettings, goal: int | None = None) -> None:
    """Draw two buttons that bring the whole run as a file.

    Args:
        key: Begins the keys of the buttons.
        settings: Of the run.
        goal: Epochs of a run that was continued; those of the settings if not given.
    """
    visit = session()
    if not visit.link.shows(Part.PYTHON):
        return
    if settings.network.plan().error is not None:
        st.caption(_impossible())
        return
    st.caption(
        t(
            "The whole run as Python, for you to continue with. It learns from the "
            "full MNIST; with the same data it gives the same results as Trazo."
        )
        if settings.dataset is DatasetName.MNIST
        else t(
            "The whole run as Python, for you to continue with. It learns from "
            "Fashion-MNIST and gives the same results as Trazo."
        )
    )
    base = layout.address()
    with st.container(horizontal=True):
        download(
            t("Python script"),
            functools.partial(
                files.script, settings, visit.identity.language, goal, base=base
            ),
            key=f"{key}_script",
            file_name=files.SCRIPT,
            mime="text/x-python",
            explanation=t("One file: install TensorFlow, start it, and it trains."),
        )
        download(
            t("Jupyter notebook"),
            functools.partial(
                files.notebook, settings, visit.identity.language, goal, base=base
            ),
            key=f"{key}_notebook",
            file_name=files.NOTEBOOK,
            mime="application/x-ipynb+json",
            explanation=t(
                "The same code, step by step, with explanations; opens in Jupyter, "
                "Colab or VS Code."
            ),
        )


def _code(number: int) -> None:
    if number not in steps.PYTHON_STEPS:
        st.code(steps.INSTALL, language="sh", wrap_lines=True)
        return
    visit = session()
    try:
        code = steps.step(number, visit.work.settings, visit.identity.language)
    except NetworkError:
        st.caption(_impossible())
    else:
        short = steps.short_form(number, visit.work.settings)
        if short is None:
            _python(code.write())
            return
        _python(short)
        with st.expander(t("To repeat exactly what Trazo does")):
            _python(code.write())


def _python(code: str) -> None:
    st.code(code, language="python", wrap_lines=True)


def _impossible() -> str:
    return t("The Python is here as soon as the network can be built.")
