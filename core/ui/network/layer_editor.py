"""The controls of a network's layers."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import ImpossibleNetwork, NetworkTooBig, SettingRefused
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
from core.ui.state.session import session, widget_value, write_widget
from core.ui.text.error_messages import network_sentence
from core.ui.text.setting_names import word_names
from core.ui.text.translate import t

NEW_BLOCK = Block(32, 3, Kind.MAX_POOLING)
NEW_UNITS = 64


def blocks() -> None:
    """Draw a box for each convolution block, and the button for another."""
    network = session().work.settings.network
    built, error = network.blocks, network.plan().error
    for place, block in enumerate(built):
        with st.container(border=True, gap="small"):
            _head(
                t("Block {block}", block=place + 1),
                "network_remove_block",
                _remove_block,
                place,
            )
            _block(place, block)
            if isinstance(error, ImpossibleNetwork) and error.block == place:
                _broken(error)
    full = len(built) == MOST_BLOCKS
    st.button(
        t("Add a block"),
        key="network_add_block",
        icon=":material/add:",
        help=t("More than {most} blocks are not possible here.", most=MOST_BLOCKS)
        if full
        else t(
            "One more block after the others. It finds patterns in the patterns of "
            "the one before: first edges, then curves, then loops."
        ),
        disabled=full,
        on_click=_add_block,
        width="stretch",
    )


def _block(place: int, block: Block) -> None:
    filters, kernel = f"network_filters_{place}", f"network_kernel_{place}"
    pooling = f"network_pooling_{place}"
    write_widget(filters, block.filters)
    st.select_slider(
        t("Filters"),
        FILTERS,
        key=filters,
        help=t(
            "How many different patterns this block looks for. More filters find "
            "more, and take longer."
        ),
        on_change=_keep_block,
        args=(place, "filters", filters),
    )
    write_widget(kernel, block.kernel)
    st.segmented_control(
        t("Window (kernel)"),
        KERNELS,
        format_func=lambda side: f"{side}×{side}",
        required=True,
        key=kernel,
        help=t(
            "How many pixels a filter sees at once. A small window sees fine detail, "
            "a large one more of the digit."
        ),
        on_change=_keep_block,
        args=(place, "kernel", kernel),
    )
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
        _pooling_kind(place, block.pooling)


def _pooling_kind(place: int, chosen: Kind) -> None:
    key = f"network_pooling_kind_{place}"
    write_widget(key, chosen)
    st.segmented_control(
        t("What stays of every 2×2 pixels"),
        list(POOLINGS.values()),
        format_func=lambda kind: pooling_view(kind).choice(),
        required=True,
        key=key,
        help=" ".join(pooling_view(kind).help() for kind in POOLINGS.values()),
        on_change=_keep_block,
        args=(place, "pooling", key),
    )


def dense() -> None:
    """Draw a box for each hidden dense layer, and the button for another."""
    network = session().work.settings.network
    built = network.dense
    for place, units in enumerate(built):
        key = f"network_units_{place}"
        with st.container(border=True, gap="small"):
            _head(
                t("Dense layer {layer}", layer=place + 1),
                "network_remove_dense",
                _remove_dense,
                place,
            )
            write_widget(key, units)
            st.select_slider(
                t("Neurons"),
                UNITS,
                key=key,
                help=t(
                    "How many neurons this layer has. Each weighs all the numbers "
                    "that reach it, so most parameters are here."
                ),
                on_change=_keep_units,
                args=(place, key),
            )
    error = network.plan().error
    if isinstance(error, NetworkTooBig):
        _broken(error)
    full = len(built) == MOST_DENSE
    st.button(
        t("Add a dense layer"),
        key="network_add_dense",
        icon=":material/add:",
        help=t("More than {most} dense layers are not possible here.", most=MOST_DENSE)
        if full
        else t(
            "One more layer of neurons before the answer. It puts together what the "
            "layers before it found."
        ),
        disabled=full,
        on_click=_add_dense,
        width="stretch",
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


def _head(title: str, key: str, remove: Callable[[int], None], place: int) -> None:
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
            key=f"{key}_{place}",
            type="tertiary",
            icon=":material/delete:",
            help=t("Takes it out of the network."),
            on_click=remove,
            args=(place,),
        )


def _keep_block(place: int, name: str, key: str) -> None:
    """Copy one of a block's widgets into the session."""
    _change_block(place, **{name: widget_value(key)})


def _switch_pooling(place: int, key: str) -> None:
    """Switch a block's pooling on, of the usual kind, or off."""
    _change_block(place, pooling=NEW_BLOCK.pooling if widget_value(key) else None)


def _change_block(place: int, **change: Any) -> None:
    _set_blocks(
        replace(block, **change) if i == place else block
        for i, block in enumerate(session().work.settings.network.blocks)
    )


def _add_block() -> None:
    _set_blocks((*session().work.settings.network.blocks, NEW_BLOCK))


def _remove_block(place: int) -> None:
    built = session().work.settings.network.blocks
    _set_blocks(built[:place] + built[place + 1 :])


def _set_blocks(built: Iterable[Block]) -> None:
    # A button that is pressed faster than the page is drawn adds one too many.
    _set(blocks=tuple(built)[:MOST_BLOCKS])


def _keep_units(place: int, key: str) -> None:
    """Copy the widget of a dense layer into the session."""
    _set_dense(
        widget_value(key) if i == place else units
        for i, units in enumerate(session().work.settings.network.dense)
    )


def _add_dense() -> None:
    _set_dense((*session().work.settings.network.dense, NEW_UNITS))


def _remove_dense(place: int) -> None:
    built = session().work.settings.network.dense
    _set_dense(built[:place] + built[place + 1 :])


def _set_dense(built: Iterable[int]) -> None:
    _set(dense=tuple(built)[:MOST_DENSE])


def _set(**change: Any) -> None:
    visit = session()
    # A forged request can carry a value that no widget offers.
    with contextlib.suppress(SettingRefused):
        network = replace(visit.work.settings.network, **change)
        visit.work.settings = replace(visit.work.settings, network=network)
        visit.link.refusals = ()
