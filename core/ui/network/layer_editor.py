"""The controls of a network's layers."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.errors import ImpossibleNetwork, NetworkTooBig
from core.settings.layers import POOLINGS, Kind
from core.settings.network import (
    ACTIVATION,
    BATCH_NORM,
    DROPOUT,
    FILTERS,
    KERNELS,
    MOST_BLOCKS,
    MOST_DENSE,
    UNITS,
    Block,
)
from core.ui.components import setting_widgets
from core.ui.network.layer_kinds import pooling_view
from core.ui.state.binding import Binding, bound
from core.ui.state.session import session, widget_value, write_widget
from core.ui.text.error_messages import network_sentence
from core.ui.text.setting_names import word_names
from core.ui.text.translate import t

NEW_BLOCK = Block(32, 3, Kind.MAX_POOLING)
NEW_UNITS = 64


@dataclass(frozen=True)
class _LayerList:
    """Layers of which a visitor adds more.

    Attributes:
        field: Of the network, where they are.
        new: What is added.
        most: How many there may be.
    """

    field: str
    new: Any
    most: int

    def built(self) -> tuple[Any, ...]:
        """Return those of the visitor's network."""
        layers: tuple[Any, ...] = getattr(session().work.settings.network, self.field)
        return layers


# As the keys of the buttons name them.
LISTS = {
    "block": _LayerList("blocks", NEW_BLOCK, MOST_BLOCKS),
    "dense": _LayerList("dense", NEW_UNITS, MOST_DENSE),
}


def blocks() -> None:
    """Draw a box for each convolution block, and the button for another."""
    network = session().work.settings.network
    error = network.plan().error
    for place, block in enumerate(network.blocks):
        with st.container(border=True, gap="small"):
            _head(t("Block {block}", block=place + 1), "block", place)
            _block(place, block)
            if isinstance(error, ImpossibleNetwork) and error.block == place:
                _broken(error)
    full = len(network.blocks) == MOST_BLOCKS
    _add_button(
        "block",
        t("Add a block"),
        t("More than {most} blocks are not possible here.", most=MOST_BLOCKS)
        if full
        else t(
            "One more block after the others. It finds patterns in the patterns of "
            "the one before: first edges, then curves, then loops."
        ),
        full=full,
    )


def _block(place: int, block: Block) -> None:
    st.select_slider(
        t("Filters"),
        FILTERS,
        help=t(
            "How many different patterns this block looks for. More filters find "
            "more, and take longer."
        ),
        **_bound(f"network_filters_{place}", f"blocks.{place}.filters", FILTERS),
    )
    st.segmented_control(
        t("Window (kernel)"),
        KERNELS,
        format_func=lambda side: f"{side}×{side}",
        required=True,
        help=t(
            "How many pixels a filter sees at once. A small window sees fine detail, "
            "a large one more of the digit."
        ),
        **_bound(f"network_kernel_{place}", f"blocks.{place}.kernel", KERNELS),
    )
    pooling = f"network_pooling_{place}"
    write_widget(pooling, block.pooling is not None)
    st.toggle(
        t("Pooling"),
        key=pooling,
        help=t(
            "Makes the pictures half as wide and half as high: one number stays of "
            "every 2×2 pixels."
        ),
        on_change=_switch_pooling,
        args=(place, pooling),
    )
    if block.pooling is not None:
        _pooling_kind(place)


def _pooling_kind(place: int) -> None:
    kinds = list(POOLINGS.values())
    st.segmented_control(
        t("What stays of every 2×2 pixels"),
        kinds,
        format_func=lambda kind: pooling_view(kind).choice(),
        required=True,
        help=" ".join(pooling_view(kind).help() for kind in kinds),
        **_bound(f"network_pooling_kind_{place}", f"blocks.{place}.pooling", kinds),
    )


def dense() -> None:
    """Draw a box for each hidden dense layer, and the button for another."""
    network = session().work.settings.network
    for place in range(len(network.dense)):
        with st.container(border=True, gap="small"):
            _head(t("Dense layer {layer}", layer=place + 1), "dense", place)
            st.select_slider(
                t("Neurons"),
                UNITS,
                help=t(
                    "How many neurons this layer has. Each weighs all the numbers "
                    "that reach it, so most parameters are here."
                ),
                **_bound(f"network_units_{place}", f"dense.{place}", UNITS),
            )
    error = network.plan().error
    if isinstance(error, NetworkTooBig):
        _broken(error)
    full = len(network.dense) == MOST_DENSE
    _add_button(
        "dense",
        t("Add a dense layer"),
        t("More than {most} dense layers are not possible here.", most=MOST_DENSE)
        if full
        else t(
            "One more layer of neurons before the answer. It puts together what the "
            "layers before it found."
        ),
        full=full,
    )


def everywhere() -> None:
    """Draw what holds for all layers: activation, normalisation, dropout."""
    setting_widgets.pick(
        ACTIVATION,
        t("Activation"),
        t(
            "What each neuron does with its number before it passes it on. ReLU turns "
            "what is negative into 0."
        ),
        word_names(ACTIVATION),
    )
    setting_widgets.pick(
        BATCH_NORM,
        t("Batch normalisation"),
        t(
            "Brings the numbers between the layers to a similar size: the network "
            "learns in fewer epochs, and each epoch takes longer."
        ),
        word_names(BATCH_NORM),
    )
    setting_widgets.slider(
        DROPOUT,
        t("Dropout"),
        t(
            "The share of the last numbers that is switched off at random during "
            "training. It stops the network from memorising the digits."
        ),
        unit="%d %%",
    )


def _broken(error: ImpossibleNetwork | NetworkTooBig) -> None:
    """Say what is wrong next to the control that corrects it."""
    with st.container(key="network_broken"):
        st.markdown(f"**⚠** {network_sentence(error)}")


def _head(title: str, name: str, place: int) -> None:
    """Draw the first line of a box: its title, and the button that removes it."""
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        wrap=False,
    ):
        st.markdown(f"**{title}**", width="content")
        st.button(
            t("Remove"),
            key=f"network_remove_{name}_{place}",
            type="tertiary",
            icon=":material/delete:",
            help=t("Takes it out of the network."),
            on_click=_remove,
            args=(name, place),
        )


def _add_button(name: str, label: str, explanation: str, *, full: bool) -> None:
    st.button(
        label,
        key=f"network_add_{name}",
        icon=":material/add:",
        help=explanation,
        disabled=full,
        on_click=_add,
        args=(name,),
        width="stretch",
    )


def _bound(key: str, field: str, choices: Container[Any]) -> Binding:
    """Bind a widget to a field of the network."""
    return bound(
        key,
        f"work.settings.network.{field}",
        choices,
        then=setting_widgets.answer_refusals,
    )


def _switch_pooling(place: int, key: str) -> None:
    """Switch a block's pooling on, of the usual kind, or off."""
    pooling = NEW_BLOCK.pooling if widget_value(key) else None
    _set(
        "block",
        (
            replace(block, pooling=pooling) if i == place else block
            for i, block in enumerate(session().work.settings.network.blocks)
        ),
    )


def _add(name: str) -> None:
    layers = LISTS[name]
    _set(name, (*layers.built(), layers.new))


def _remove(name: str, place: int) -> None:
    built = LISTS[name].built()
    _set(name, built[:place] + built[place + 1 :])


def _set(name: str, built: Iterable[Any]) -> None:
    """Give the network other blocks, or other dense layers."""
    layers, visit = LISTS[name], session()
    # A button that is pressed faster than the page is drawn adds one too many.
    change: dict[str, Any] = {layers.field: tuple(built)[: layers.most]}
    network = replace(visit.work.settings.network, **change)
    visit.work.settings = replace(visit.work.settings, network=network)
    setting_widgets.answer_refusals()
