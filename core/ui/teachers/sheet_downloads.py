"""The buttons that bring the sheets to print, each made when it is pressed."""

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from core.ui import layout
from core.ui.components.download import download
from core.ui.state.session import session
from core.ui.teachers import sheets
from core.ui.teachers.sheets import Sheet
from core.ui.text.translate import t

# Names of the teacher's own computer, which no pupil's device can reach.
OWN_COMPUTER = {"localhost", "127.0.0.1", "::1"}


def panel() -> None:
    """Draw a button for each sheet."""
    language, base = session().identity.language, layout.address()
    is_local = urlsplit(base).hostname in OWN_COMPUTER
    names = {
        Sheet.TEACHER: t("Sheet for the teacher"),
        Sheet.PUPIL_45: t("Sheet for pupils, 45 minutes"),
        Sheet.PUPIL_100: t("Sheet for pupils, 2 × 50 minutes"),
    }
    with st.container(key="teachers_sheets", horizontal=True):
        for sheet, name in names.items():
            download(
                name,
                partial(sheets.write, sheet, language, "" if is_local else base),
                key=f"teachers_sheet_{sheet}",
                file_name=sheets.file_name(sheet, language),
                mime="text/html",
            )
    st.caption(
        t(
            "Open the file in a browser and print it on A4. Open this page by the "
            "address that pupils use: then each part has a QR code."
        )
        if is_local
        else t(
            "Open the file in a browser and print it on A4. Each part has a QR code "
            "that opens its page with its settings."
        )
    )
