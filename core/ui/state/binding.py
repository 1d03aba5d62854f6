"""Bind a widget to a field of the session: it shows the field, and changes it."""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any, TypedDict

from core.ui.state.session import session, widget_value, write_widget


class Binding(TypedDict):
    """The arguments of a Streamlit widget that bind it: ``st.toggle(…, **binding)``."""

    key: str
    on_change: Callable[..., None]
    args: tuple[Any, ...]


_AS_THE_FIELD = object()


def bound(
    key: str,
    field: str,
    choices: Container[Any],
    *,
    shown: object = _AS_THE_FIELD,
    then: Callable[[], None] | None = None,
) -> Binding:
    """Bind a widget to a field. Call it right before the widget is drawn.

    Args:
        key: Of the widget.
        field: Where the session has it: ``"digit.brush"``; ``"data.zoom"`` for a field
            of a frozen dataclass in it; ``"work.settings.network.dense.0"`` for an item
            of a tuple; ``"work.answers.guess_6"`` for one of a mapping, which is
            replaced whole.
        choices: The values that the widget offers. A forged request can carry any
            other: it changes nothing. Of a widget that gives a list, each item's.
        shown: What the widget shows where that is not the field's own value: one that
            no longer fits what is on the page, say.
        then: Called once the field has been changed.
    """
    visit = session()
    value = _read(visit, field) if shown is _AS_THE_FIELD else shown
    write_widget(key, value, visit)
    return Binding(key=key, on_change=_save, args=(key, field, choices, then))


def bound_member(key: str, field: str, member: object) -> Binding:
    """Bind a switch to whether a set has a member.

    Args:
        key: Of the widget.
        field: Where the session has the set, a frozenset.
        member: What the set has while the switch is on.
    """
    visit = session()
    write_widget(key, member in _read(visit, field), visit)
    return Binding(key=key, on_change=_save_member, args=(key, field, member))


def _save(
    key: str,
    field: str,
    choices: Container[Any],
    then: Callable[[], None] | None,
) -> None:
    try:
        value = widget_value(key)
    except KeyError:
        # From a browser that does not know yet that the widget has left the page.
        return
    several = isinstance(value, list)
    if all(_offered(item, choices) for item in (value if several else [value])):
        try:
            _write(session(), field, tuple(value) if several else value)
        except IndexError:
            # Of an item that has been removed since its widget was drawn.
            return
        if then is not None:
            then()


def _offered(value: object, choices: Container[Any]) -> bool:
    try:
        return value in choices
    except TypeError:
        # Of a kind that no widget gives: it cannot even be looked for.
        return False


def _save_member(key: str, field: str, member: object) -> None:
    try:
        is_on = widget_value(key)
    except KeyError:
        # As in `_save`.
        return
    others = _read(session(), field) - {member}
    _write(session(), field, others | {member} if is_on else others)


def _read(owner: object, field: str) -> Any:
    for name in field.split("."):
        owner = _part(owner, name)
    return owner


def _part(owner: Any, name: str) -> Any:
    if isinstance(owner, Mapping):
        return owner.get(name)
    return owner[int(name)] if isinstance(owner, tuple) else getattr(owner, name)


def _write(owner: Any, field: str, value: object) -> None:
    """Set a field of the session; the frozen ones on the way to it are replaced."""
    name, _, rest = field.partition(".")
    inner = getattr(owner, name)
    if rest and not (isinstance(inner, Mapping) or inner.__dataclass_params__.frozen):
        _write(inner, rest, value)
    else:
        setattr(owner, name, _replaced(inner, rest, value))


def _replaced(owner: Any, field: str, value: object) -> Any:
    if not field:
        return value
    name, _, rest = field.partition(".")
    part = _replaced(_part(owner, name), rest, value)
    if isinstance(owner, Mapping):
        return {**owner, name: part}
    if isinstance(owner, tuple):
        place = int(name)
        return (*owner[:place], part, *owner[place + 1 :])
    return replace(owner, **{name: part})
