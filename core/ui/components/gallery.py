"""Digits side by side, to look at or to choose one of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.ui.components.own_component import own_component
from core.ui.components.png_image import png
from core.ui.state.session import reported

_component = own_component(
    __file__,
    "trazo_gallery",
    "<div class='gallery'><div class='tiles' role='group'></div></div>",
)


@dataclass(frozen=True)
class Tile:
    """One digit of a gallery.

    Attributes:
        pixels: (28, 28) uint8, ink bright.
        caption: Stands under it; may be empty.
        alt: The same picture in words.
    """

    pixels: NDArray[np.uint8]
    caption: str
    alt: str


def gallery(
    tiles: Sequence[Tile],
    *,
    key: str,
    label: str,
    chosen: int | frozenset[int] | None = None,
    presses: int = 0,
    on_choose: Callable[[int], None] | None = None,
) -> None:
    """Draw digits side by side, in as many rows as they need.

    Args:
        tiles: The digits, in order.
        key: Of the container.
        label: What they are together, for a screen reader.
        chosen: Place of the one that is chosen; where several can be, their places.
        presses: How many there were; where a press may change nothing, the browser,
            which shows it at once, takes it back by this.
        on_choose: Called with the place of the one that is pressed, before the page
            is drawn again. Without it, none can be pressed.
    """

    def choose() -> None:
        choice = reported(component_key, "choice")
        # It comes from a browser.
        if on_choose is not None and choice in range(len(tiles)):
            on_choose(int(choice))

    component_key = f"{key}-gallery"
    pressed = sorted(chosen) if isinstance(chosen, frozenset) else [chosen]
    with st.container(key=key):
        _component(
            key=component_key,
            data={
                "tiles": [
                    {"png": png(tile.pixels), "caption": tile.caption, "alt": tile.alt}
                    for tile in tiles
                ],
                "label": label,
                "chosen": pressed,
                "several": isinstance(chosen, frozenset),
                "presses": presses,
                "pressable": on_choose is not None,
            },
            on_choice_change=choose,
        )
