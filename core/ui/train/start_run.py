"""Ask for a run, and say why there is none where it is refused."""

from collections.abc import Callable

import streamlit as st

from core.engine.run import Run
from core.errors import (
    DiskFull,
    OutOfRoom,
    RunError,
    StoreUnavailable,
    WorkspaceDeleted,
)
from core.ui.state import visitor_address
from core.ui.state.session import session
from core.ui.text.error_messages import sentence


def ask(begin: Callable[[str], Run]) -> bool:
    """Take up the run that the engine is asked for; return whether there is one.

    Args:
        begin: Asks the engine for it; takes the visitor's network address.
    """
    try:
        run = begin(visitor_address.current())
    except WorkspaceDeleted:
        # The page says so, and goes on without that work.
        st.rerun()
    except (DiskFull, OutOfRoom, RunError, StoreUnavailable) as error:
        st.error(sentence(error))
        return False
    session().add_run(run)
    return True
