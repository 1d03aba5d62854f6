"""What a visitor reads where a page cannot even be imported.

`core.ui.page_failure` takes over as soon as it is imported itself. Until then this
needs nothing of Trazo's but the log: translations or the session may be what is broken.
So the sentence is in all languages, and is no text for the catalogues.
"""

import logging

import streamlit as st

from core.server import logs, tracebacks
from core.ui.streamlit_compat import script_errors

SENTENCE = (
    "Trazo cannot show this page; it was nothing that you did wrong. Load it again in "
    "a minute, and if this stays, tell the person who runs this Trazo."
    "\n\n"
    "Trazo no puede mostrar esta página; no has hecho nada mal. Vuelve a cargarla "
    "dentro de un minuto y, si esto sigue igual, avisa a quien lleva este Trazo."
)
RELOAD = (
    '<p><a href="" target="_self"><span lang="en">Load this page again</span> · '
    '<span lang="es">Volver a cargar esta página</span></a></p>'
)


def replace_streamlit_box() -> None:
    """Have every exception of a page handled here, until `page_failure` does it."""
    script_errors.replace_handlers(log=log, draw=draw, log_download=log)


def log(error: BaseException) -> None:
    """Log where an exception was raised."""
    logs.log_event(
        "page failed",
        logging.ERROR,
        error=type(error).__name__,
        where=tracebacks.frames(error),
    )


def draw(_: BaseException) -> None:
    """Say that the page cannot be shown, and offer a way to go on."""
    st.error(SENTENCE, icon=":material/error:")
    st.html(RELOAD)
