"""A network as a picture of its layers: what each gives, what it costs, what for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from core.errors import ImpossibleNetwork, NetworkTooBig
from core.settings.layers import Kind, Layer
from core.settings.network import CLASSES, SIDE, NetworkSpec, Plan
from core.ui.html import render
from core.ui.network import layer_icons
from core.ui.network.layer_kinds import VIEWS
from core.ui.text.error_messages import network_sentence
from core.ui.text.translate import number, t, tn

STYLE = Path(__file__).with_name("layer_diagram.css")
LIST = Path(__file__).with_name("layer_diagram.html")


@dataclass(frozen=True)
class _Item:
    """A layer in the list.

    Attributes:
        drawing: Its icon; None for none.
        title: What it is called.
        error: What is wrong with it; empty where nothing is. The fields below, but for
            the block, are of a layer that is right.
        code: Its names in Keras.
        facts: What it gives and what it costs.
        purpose: What it is for.
        share: Of the network's parameters, 0 to 1.
        block: The name of its block; empty where it is in none.
        heads_block: Whether it is the first of its block.
    """

    drawing: Markup | None = None
    title: str = ""
    error: str = ""
    code: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    purpose: str = ""
    share: float = 0
    block: str = ""
    heads_block: bool = False


def panel(spec: NetworkSpec) -> None:
    """Draw a network from its pixels to its ten probabilities.

    Where it cannot be built, the layers up to the one that breaks it are drawn, then
    what is wrong with that one.
    """
    st.html(STYLE)
    plan = spec.plan()
    with st.container(key="network_picture"):
        st.html(diagram(plan))
    if plan.error is None:
        with st.container(key="network_totals"):
            _totals(plan)


def diagram(plan: Plan) -> Markup:
    """Return the layers as a list; each, when it is pressed, says what it is for."""
    return render(LIST, label=t("The layers, from the first"), items=_items(plan))


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


def _items(plan: Plan) -> Iterator[_Item]:
    """Yield the drawing, the layers, and the layer that breaks the network."""
    yield _Item(
        drawing=layer_icons.digit(_window(plan, -1)),
        title=t("The drawing"),
        code=("Input",),
        facts=(f"{SIDE}×{SIDE}×1",),
        purpose=t("Every pixel is a number from 0, the paper, to 1, the ink."),
    )
    broken = _broken_place(plan)
    block = None
    for place, layer in enumerate(plan.layers):
        if place == broken:
            yield _broken_item(plan)
        last = place == len(plan.layers) - 1 and broken != len(plan.layers)
        yield _Item(
            drawing=_drawing(layer, _window(plan, place), last=last),
            title=t("Answer") if last else VIEWS[layer.kind].name(),
            code=(layer.kind, *filter(None, [layer.activation])),
            facts=_facts(layer, last=last),
            purpose=_purpose(layer, last=last),
            share=layer.parameters / plan.parameters,
            block=_block_name(layer.block),
            heads_block=layer.block != block,
        )
        block = layer.block
    if broken == len(plan.layers):
        yield _broken_item(plan, after=block)


def _broken_place(plan: Plan) -> int | None:
    """Return before which layer the broken one is drawn; None where none is."""
    match plan.error:
        case ImpossibleNetwork():
            return len(plan.layers)
        case NetworkTooBig():
            sizes = [layer.parameters for layer in plan.layers]
            return sizes.index(max(sizes)) + 1
    return None


def _broken_item(plan: Plan, after: int | None = None) -> _Item:
    """Return the layer that breaks a network.

    Args:
        plan: Of the network, with its error.
        after: The block of the layer before it.
    """
    match plan.error:
        case ImpossibleNetwork() as error:
            return _Item(
                drawing=layer_icons.misfit(error.side, error.window),
                title=VIEWS[Kind(error.layer)].name(),
                error=network_sentence(error),
                block=_block_name(error.block),
                heads_block=error.block != after,
            )
        case NetworkTooBig() as error:
            return _Item(title=t("Too big"), error=network_sentence(error))
    raise AssertionError


def _block_name(block: int | None) -> str:
    return "" if block is None else t("Block {block}", block=block + 1)


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


def _drawing(layer: Layer, window: int, *, last: bool) -> Markup:
    return layer_icons.answer() if last else VIEWS[layer.kind].drawing(layer, window)
