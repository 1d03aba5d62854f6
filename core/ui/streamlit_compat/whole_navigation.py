"""A way to another page, which no message from the page before turns back.

A browser names its page in each message, and another one only once that page's run has
started. So what a component, a theme or a timer sends right behind a press in the menu
still names the page that is being left: Streamlit 1.67 runs that page again, and the
press is lost. The same holds for `st.switch_page`.
"""

from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

from core.ui.streamlit_compat import late_reports

_request = AppSession.request_rerun


class Way:
    """Which page a session is on, or on its way to.

    Pages are named by Streamlit's hashes of them.
    """

    def __init__(self) -> None:
        self._page = ""
        # Of the address that was asked for; None where the server chose the page.
        self._query: str | None = None
        # Pages whose start is no news: asked for by the browser, or left.
        self._expected: set[str] = set()

    def lead(self, message: ClientState, running: str) -> ClientState | None:
        """Return what to run for a message of the browser.

        Args:
            message: The message.
            running: Page whose run started last; empty before the first.

        Returns:
            The message; or, if it comes from a page that was left, the same for the
            page that was asked for since, or None for a timer of the page that was
            left.
        """
        page = message.page_script_hash
        if running == self._page:
            self._expected = {running}
        elif self._page and running not in self._expected:
            # The server went to another page.
            self._page, self._query, self._expected = running, None, {running}
        if _asks_for_a_page(message):
            self._page, self._query = page, message.query_string
            self._expected |= {page, running}
            return message
        if page == self._page or not self._page:
            # A page that was asked for by its name: the browser knows it now. Until
            # its first run is over, the server says that the app's first page runs.
            self._page, self._expected = page, {page, running}
            return message
        return None if message.is_auto_rerun else self._led(message)

    def _led(self, message: ClientState) -> ClientState:
        led = ClientState()
        led.CopyFrom(message)
        led.page_script_hash, led.page_name, led.fragment_id = self._page, "", ""
        if self._query is not None:
            led.query_string = self._query
        return led


_ways: WeakKeyDictionary[AppSession, Way] = WeakKeyDictionary()


def make_whole() -> None:
    """Let no message turn a way to another page back; twice does no harm."""
    setattr(AppSession, _request.__name__, _request_led)


def _asks_for_a_page(message: ClientState) -> bool:
    """Return whether a message is a press in the menu, an address or a way back.

    Such a message has no widgets, since those of its page are to be left. Any other
    has at least the choice of the language, which is on each page.
    """
    return (
        not message.page_script_hash
        or message.is_history_navigation
        or not (
            message.widget_states.widgets
            or message.fragment_id
            or message.is_auto_rerun
        )
    )


def _request_led(session: AppSession, client_state: ClientState | None) -> None:
    if client_state is None:
        _request(session, None)
        return
    way = _ways.setdefault(session, Way())
    led = way.lead(client_state, session.page_script_hash)
    if led is not None:
        late_reports.receive(session, is_timer=led.is_auto_rerun)
        _request(session, led)
