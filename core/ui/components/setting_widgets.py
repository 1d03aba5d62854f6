"""Widgets for the settings: each shows what the session holds, and keeps it there."""

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.errors import SettingRefused
from core.settings.options import Choice, EnumOption, FlagOption, NumberOption
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
    write_widget(choice.key, min(session().settings.value(choice), top))
    st.slider(
        label,
        choice.values[0],
        top,
        step=choice.values[1] - choice.values[0],
        format=unit,
        key=choice.key,
        help=explanation,
        disabled=disabled,
        on_change=keep,
        args=(choice,),
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
    write_widget(choice.key, session().settings.value(choice))
    st.select_slider(
        label,
        choice.values,
        format_func=write,
        key=choice.key,
        help=explanation,
        disabled=disabled,
        on_change=keep,
        args=(choice,),
    )


def number_field(choice: NumberOption[Any], label: str, explanation: str) -> None:
    """Draw a field to type a whole number into."""
    write_widget(choice.key, session().settings.value(choice))
    st.number_input(
        label,
        choice.values[0],
        choice.values[-1],
        key=choice.key,
        help=explanation,
        on_change=keep,
        args=(choice,),
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
    write_widget(choice.key, session().settings.value(choice))
    st.segmented_control(
        label,
        choice.values,
        format_func=lambda value: names[value],
        required=True,
        key=choice.key,
        help=explanation,
        on_change=keep,
        args=(choice,),
    )


def keep(choice: Choice) -> None:
    """Copy a widget's value into the session; the link's refusals are answered."""
    visit = session()
    value = widget_value(choice.key)
    # What no control offers can be sent all the same, by what is no browser of ours.
    with contextlib.suppress(SettingRefused):
        if isinstance(choice, NumberOption) and isinstance(value, int | float):
            value = choice.nearest(value)
        visit.settings = visit.settings.changed(choice, value)
        visit.refusals = ()
