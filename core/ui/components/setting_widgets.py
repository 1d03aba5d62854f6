"""Widgets for the settings: each shows what the session holds, and keeps it there."""

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.errors import SettingRefused
from core.settings.options import Choice, EnumOption, FlagOption, NumberOption
from core.ui.state.binding import Binding
from core.ui.state.session import session, widget_value, write_widget


def slider(
    choice: NumberOption[Any],
    label: str,
    explanation: str,
    *,
    highest: int | None = None,
    unit: str = "%d",
    disabled: bool = False,
) -> None:
    """Draw a slider for a setting whose values are evenly spaced.

    Args:
        choice: The setting.
        label: In the visitor's language.
        explanation: One sentence of help.
        highest: Where it ends; the setting's own end if not given.
        unit: Format of the value, as in ``%d°``.
        disabled: Whether it can only be looked at.
    """
    top = choice.values[-1] if highest is None else highest
    st.slider(
        label,
        choice.values[0],
        top,
        step=choice.values[1] - choice.values[0],
        format=unit,
        help=explanation,
        disabled=disabled,
        **_bound(choice, min(session().work.settings.value(choice), top)),
    )


def steps(
    choice: NumberOption[Any],
    label: str,
    explanation: str,
    *,
    write: Callable[[float], str] = str,
    disabled: bool = False,
) -> None:
    """Draw a slider that stops at a setting's values only.

    Args:
        choice: The setting.
        label: In the visitor's language.
        explanation: One sentence of help.
        write: Spells a value for the visitor.
        disabled: Whether it can only be looked at.
    """
    st.select_slider(
        label,
        choice.values,
        format_func=write,
        help=explanation,
        disabled=disabled,
        **_bound(choice),
    )


def number_field(choice: NumberOption[Any], label: str, explanation: str) -> None:
    """Draw a field to type a whole number into."""
    st.number_input(
        label,
        choice.values[0],
        choice.values[-1],
        help=explanation,
        **_bound(choice),
    )


def pick(
    choice: EnumOption[Any] | FlagOption,
    label: str,
    explanation: str,
    names: Mapping[str | bool, str],
) -> None:
    """Draw a setting's values side by side.

    Args:
        choice: The setting.
        label: In the visitor's language.
        explanation: One sentence of help.
        names: What the visitor reads for each value.
    """
    st.segmented_control(
        label,
        choice.values,
        format_func=lambda value: names[value],
        required=True,
        help=explanation,
        **_bound(choice),
    )


def _bound(choice: Choice, shown: object = None) -> Binding:
    """Bind a widget to a setting: `state.binding.bound`, where a setting checks itself.

    Args:
        choice: The setting.
        shown: What the widget shows; None for what the setting is.
    """
    value = session().work.settings.value(choice) if shown is None else shown
    write_widget(choice.key, value)
    return Binding(key=choice.key, on_change=save, args=(choice,))


def save(choice: Choice) -> None:
    """Copy a widget's value into the session; the link's refusals are answered."""
    visit = session()
    try:
        value = widget_value(choice.key)
    except KeyError:
        # From a browser that does not know yet that the widget has left the page.
        return
    # A forged request can carry a value that no widget offers.
    with contextlib.suppress(SettingRefused):
        if isinstance(choice, NumberOption) and isinstance(value, int | float):
            value = choice.nearest(value)
        visit.work.settings = visit.work.settings.changed(choice, value)
        answer_refusals()


def answer_refusals() -> None:
    """Stop reporting what a link asked for in vain: the visitor has chosen since."""
    session().link.refusals = ()
