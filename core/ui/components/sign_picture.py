"""Trazo's own picture of a sign, alike on every phone."""

import functools

from markupsafe import Markup

from core.rooms.sign_image import rendered
from core.rooms.signs import catalogue
from core.ui.components.png_image import img
from core.ui.text.sign_names import sign_name

SIDE = 112


def sign_picture(sign: str, side: int = SIDE) -> Markup:
    """Return the picture of a sign as an HTML element, with its name for readers.

    Args:
        sign: Id in the catalogue.
        side: In pixels.
    """
    return _picture(sign, side, sign_name(sign))


@functools.lru_cache(maxsize=256)
def _picture(sign: str, side: int, name: str) -> Markup:
    return img(rendered(catalogue()[sign], side), name, sized=True)
