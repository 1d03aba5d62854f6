"""What Streamlit's server knows of itself: is it ready, and how many are connected."""

from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat


async def is_ready() -> bool:
    """Say whether a browser can connect."""
    ready, _ = await runtime.get_instance().is_ready_for_browser_connection
    return bool(ready)


def count_visitors() -> int:
    """Return how many browser tabs are connected."""
    stats = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(
        stat.value
        for stat in stats.get(ACTIVE_SESSIONS_FAMILY, ())
        if isinstance(stat, GaugeStat)
    )
