"""A network as a picture of its layers: what each gives, what it costs, what for."""

from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from core.errors import ImpossibleNetwork, NetworkTooBig
from core.settings.layers import Kind, Layer
from core.settings.network import CLASSES, SIDE, NetworkSpec, Plan
from core.ui.network import layer_icons
from core.ui.network.layer_kinds import VIEWS
from core.ui.text.error_messages import network_sentence
from core.ui.text.translate import number, t, tn

STYLE = Path(__file__).parent / "layer_diagram.css"


def show(spec: NetworkSpec) -> None:
    """Draw a network from its pixels to its ten probabilities.

    Where it cannot be built, the layers up to the one that breaks it are drawn, then
    what is wrong with that one.
    """
    st.html(STYLE)
    plan = spec.plan()
    label = t("The layers, from the first")
    with st.container(key="network_picture"):
        st.html(f"<ol class='layers' aria-label='{label}'>{''.join(_rows(plan))}</ol>")
    if plan.error is None:
        with st.container(key="network_totals"):
            _totals(plan)


def _totals(plan: Plan) -> None:
    st.markdown(
        t(
            "In all **{parameters}** parameters, and **{multiplications}** "
            "multiplications for one drawing.",
            parameters=number(plan.parameters),
            multiplications=number(plan.multiplications),
        )
    )
    article = NetworkSpec().plan()
    if plan == article:
        return
    times = plan.multiplications / article.multiplications
    # Measured on two cores with 12 networks: a step takes between 0.3 and 1.6 times
    # what the multiplications promise, and up to 3 times with batch normalisation.
    st.caption(
        t(
            "About {times} times the multiplications of the article’s network. They "
            "give an idea of how long an epoch takes, no more: batch normalisation, "
            "for instance, takes time and hardly multiplies.",
            times=number(times, 0 if times >= 10 else 1),
        )
    )


def _rows(plan: Plan) -> Iterator[str]:
    """Yield the items of the list."""
    yield _row(
        layer_icons.digit(_window(plan, -1)),
        t("The drawing"),
        ("Input",),
        (f"{SIDE}×{SIDE}×1",),
        t("Every pixel is a number from 0, the paper, to 1, the ink."),
    )
    broken = _broken_place(plan)
    block = None
    for place, layer in enumerate(plan.layers):
        if place == broken:
            yield _broken_row(plan)
        last = place == len(plan.layers) - 1 and broken != len(plan.layers)
        yield _row(
            _drawing(layer, _window(plan, place), last=last),
            t("Answer") if last else VIEWS[layer.kind].name(),
            (layer.kind, layer.activation) if layer.activation else (layer.kind,),
            _facts(layer, last=last),
            _purpose(layer, last=last),
            share=layer.parameters / plan.parameters,
            block=layer.block,
            heads_block=layer.block != block,
        )
        block = layer.block
    if broken == len(plan.layers):
        yield _broken_row(plan, heads_block=_broken_block(plan) != block)


def _broken_place(plan: Plan) -> int | None:
    """Return before which layer the broken one is drawn; None where none is."""
    match plan.error:
        case ImpossibleNetwork():
            return len(plan.layers)
        case NetworkTooBig():
            sizes = [layer.parameters for layer in plan.layers]
            return sizes.index(max(sizes)) + 1
    return None


def _broken_block(plan: Plan) -> int | None:
    return plan.error.block if isinstance(plan.error, ImpossibleNetwork) else None


def _row(
    drawing: str,
    title: str,
    code: tuple[str, ...],
    facts: tuple[str, ...],
    purpose: str,
    *,
    share: float = 0,
    block: int | None = None,
    heads_block: bool = False,
) -> str:
    """Return a layer as an item of the list; pressed, it says what it is for."""
    bar = (
        f"<span class='share'><i style='width: {100 * share:.1f}%'></i></span>"
        if share
        else ""
    )
    return (
        f"{_open_item(block, heads_block=heads_block)}<details><summary>{drawing}"
        f"<span class='facts'><b>{title}</b> <code>{_unbroken(code)}</code><br>"
        f"{_unbroken(facts)}{bar}</span></summary><p>{purpose}</p></details></li>"
    )


def _unbroken(parts: tuple[str, ...]) -> str:
    """Join words so that a line can end only between two of them."""
    return " · ".join(f"<span>{part}</span>" for part in parts)


def _broken_row(plan: Plan, *, heads_block: bool = False) -> str:
    assert isinstance(plan.error, ImpossibleNetwork | NetworkTooBig)
    item = _open_item(_broken_block(plan), heads_block=heads_block, style="broken")
    title = (
        t("Too big")
        if isinstance(plan.error, NetworkTooBig)
        else VIEWS[Kind(plan.error.layer)].name()
    )
    return (
        f"{item}<div class='summary'>{_broken_drawing(plan)}"
        f"<span class='facts' role='alert'><b>⚠ {title}</b><br>"
        f"{network_sentence(plan.error)}</span></div></li>"
    )


def _open_item(block: int | None, *, heads_block: bool, style: str = "") -> str:
    if block is None:
        return f"<li class='{style}'>"
    head = f"<p class='block'>{t('Block {block}', block=block + 1)}</p>"
    return f"<li class='in-block {style}'>{head if heads_block else ''}"


def _facts(layer: Layer, *, last: bool) -> tuple[str, str]:
    """Return its shape and its parameters."""
    if last:
        shape = t("{classes} probabilities", classes=CLASSES)
    elif len(layer.shape) == 1:
        shape = t("{units} numbers", units=number(layer.shape[0]))
    else:
        shape = "×".join(str(length) for length in layer.shape)
    if not layer.parameters:
        return shape, t("no parameters")
    return shape, tn("{n} parameter", "{n} parameters", layer.parameters)


def _purpose(layer: Layer, *, last: bool) -> str:
    if last:
        return t(
            "One neuron for each digit. Softmax turns their numbers into probabilities "
            "that add up to 100%."
        )
    return VIEWS[layer.kind].purpose(layer)


def _window(plan: Plan, place: int) -> int:
    """Return the side of the window that next looks through what this layer gives."""
    for layer in plan.layers[place + 1 :]:
        if layer.window:
            return layer.window
        if len(layer.shape) == 1:
            break
    return 0


def _drawing(layer: Layer, window: int, *, last: bool) -> str:
    return layer_icons.answer() if last else VIEWS[layer.kind].drawing(layer, window)


def _broken_drawing(plan: Plan) -> str:
    if isinstance(plan.error, ImpossibleNetwork):
        return layer_icons.misfit(plan.error.side, plan.error.window)
    return ""
