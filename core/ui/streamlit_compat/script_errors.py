"""Where Streamlit logs and shows the exceptions that code of a page raises.

Streamlit 1.67 passes every exception of a page, a fragment or a callback through two
private functions: one logs it, one draws a red box with an English sentence. Only
`st.App` has a public hook, which `streamlit run app.py` does not use. The function of a
download button runs outside any page, and Streamlit only logs what it raises.
"""

import logging
from collections.abc import Callable

from streamlit import error_util

DOWNLOADS = "streamlit.runtime.backend_operation_handler"


def replace_handlers(
    log: Callable[[BaseException], None],
    draw: Callable[[BaseException], None],
    log_download: Callable[[BaseException], None],
) -> None:
    """Replace what Streamlit does with an exception, in all pages of this process.

    Streamlit's own control flow (`st.rerun`, `st.stop`) never comes here.

    Args:
        log: Logs an exception of a page, a fragment or a callback.
        draw: Draws where that exception was raised: in the fragment, or on the page.
        log_download: Logs an exception of the function of a download button.
    """
    handlers: dict[str, Callable[[BaseException], None]] = {
        "_log_uncaught_app_exception": log,
        "show_uncaught_app_exception": draw,
    }
    for name, handler in handlers.items():
        setattr(error_util, name, handler)

    logger = logging.getLogger(DOWNLOADS)
    for before in [each for each in logger.filters if isinstance(each, _Replaced)]:
        logger.removeFilter(before)
    logger.addFilter(_Replaced(log_download))


class _Replaced(logging.Filter):
    """Passes an exception on instead of its record."""

    def __init__(self, log: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._log = log

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written as it is."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._log(error)
        return error is None
