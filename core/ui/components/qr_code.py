"""A link as a picture for the camera of a phone."""

import segno
import streamlit as st

from core.ui.text.translate import t

SCALE = 5
# Of white squares around it: as many as the standard asks for.
BORDER = 4


def qr_code(link: str) -> None:
    """Draw a link as a QR code.

    Args:
        link: Where it leads.
    """
    code = segno.make(link, micro=False)
    st.image(
        code.svg_inline(scale=SCALE, border=BORDER, light="white"),
        alt=t("The link as a code for the camera of a phone."),
    )
