"""Stops a page where the host has set a variable that cannot be used."""

import functools
import logging

import streamlit as st

from core import i18n
from core.ui.state import services
from core.variables import BadVariable

log = logging.getLogger(__name__)


def stop_if_bad() -> None:
    """End this page with a sentence for the host, if a variable is bad."""
    try:
        services.config()
    except BadVariable as error:
        _log_once(str(error))
        text = t(
            "Trazo cannot start here: the person who hosts it has to correct the "
            "variable {name}, and start it again."
        )
        st.error(text.format(name=f"`{error.name}`"))
        st.stop()


def t(message: str) -> str:
    """Translate a sentence for a browser that has no session.

    A session knows the visitor's language, and needs the engine.
    """
    return i18n.translations(i18n.choose(st.context.locale)).gettext(message)


@functools.cache
def _log_once(text: str) -> None:
    log.error("Trazo cannot start: %s", text)
