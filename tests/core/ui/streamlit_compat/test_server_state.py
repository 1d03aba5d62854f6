"""Streamlit's server still tells what the health page asks it."""

import asyncio
import inspect

from streamlit.runtime import Runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat, StatsManager

from core.ui.streamlit_compat import server_state


class OneFamily:
    """What Streamlit's session manager is to its statistics."""

    stats_families = (ACTIVE_SESSIONS_FAMILY,)

    def get_stats(self, _=None):
        """Tell that three tabs are connected."""
        return {
            ACTIVE_SESSIONS_FAMILY: [GaugeStat(ACTIVE_SESSIONS_FAMILY, value=3)],
        }


class Server:
    """Streamlit's server, ready, with its own statistics."""

    def __init__(self):
        self.stats_mgr = StatsManager()
        self.stats_mgr.register_provider(OneFamily())

    @property
    def is_ready_for_browser_connection(self):
        """Answer as the real one does, later."""

        async def answer():
            return True, "ok"

        return answer()


def test_it_is_asked_by_names_that_it_has(monkeypatch):
    for name in ("is_ready_for_browser_connection", "stats_mgr"):
        assert isinstance(inspect.getattr_static(Runtime, name), property)
    monkeypatch.setattr("streamlit.runtime.get_instance", Server)
    assert asyncio.run(server_state.is_ready()) is True
    assert server_state.count_visitors() == 3
