"""What a visitor reads and an operator finds where code of a page raises an exception.

It holds for pages, fragments, callbacks and the functions of download buttons.
"""

import contextlib
import logging

import streamlit as st

from core import i18n
from core.server import logs
from core.server.tracebacks import frames
from core.ui.html import render
from core.ui.state import services
from core.ui.state.session import session
from core.ui.streamlit_compat import script_errors

# The same page with the same query: Streamlit's own links open another tab.
_RELOAD = '<p><a href="" target="_self">{{ words }}</a></p>'


def replace_streamlit_box() -> None:
    """Have every exception of a page handled here; twice does no harm."""
    script_errors.replace_handlers(
        log=_log_page,
        draw=draw,
        log_download=_log_download,
    )


def draw(_: BaseException) -> None:
    """Say that something failed, and offer a way to go on.

    What failed may be what this needs itself: then less is said.
    """
    try:
        st.error(_sentence(), icon=":material/error:")
        st.html(render(_RELOAD, words=t("Load this page again")))
    except Exception as error:  # noqa: BLE001  Streamlit would end the visitor's session
        _log_page(error)


def t(message: str) -> str:
    """Translate a sentence; where that fails too, return it in English."""
    with contextlib.suppress(Exception):
        return i18n.translations(_language()).gettext(message)
    return message


def _log_page(error: BaseException) -> None:
    logs.log_event("page failed", logging.ERROR, **_facts(error))


def _log_download(error: BaseException) -> None:
    logs.log_event("download failed", logging.ERROR, **_facts(error))


def _facts(error: BaseException) -> dict[str, str]:
    return {"error": type(error).__name__, "where": frames(error)}


def _sentence() -> str:
    if _is_saving():
        return t(
            "Something failed inside Trazo; it was nothing that you did wrong. Load "
            "this page again and go on: your work is saved, except perhaps your last "
            "step."
        )
    return t(
        "Something failed inside Trazo; it was nothing that you did wrong. Your work "
        "cannot be saved just now, so wait a minute before you load this page again."
    )


def _is_saving() -> bool:
    with contextlib.suppress(Exception):
        return services.engine().repository.is_saving
    return False


def _language() -> str:
    with contextlib.suppress(Exception):
        return session().identity.language
    return i18n.choose(st.query_params.get("lang"), st.context.locale)
