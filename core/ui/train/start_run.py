"""Ask for a run, and say why there is none where it is refused."""

from collections.abc import Callable

import streamlit as st

from core.engine.run import Run
from core.errors import (
    DiskFull,
    OutOfSpace,
    RunError,
    StoreUnavailable,
    WorkspaceDeleted,
)
from core.ui.state import visitor_address
from core.ui.state.session import session
from core.ui.text.error_messages import sentence


def ask(begin: Callable[[str], Run]) -> bool:
    """Ask the engine for a run, in a button's callback, which nothing interrupts.

    In the body of a page, the browser's next message could come between the run and
    the page's knowledge of it.

    Args:
        begin: Asks the engine for it; takes the visitor's network address.

    Returns:
        Whether there is a run now.
    """
    visit = session()
    if visit.work.run is not None and not visit.work.run.state.is_over:
        # A second press, on the page as it was before the first one's run.
        return True
    visit.train.refusal = None
    try:
        visit.add_run(begin(visitor_address.current()))
    except WorkspaceDeleted:
        # The page says so, and goes on without that work.
        return False
    except (DiskFull, OutOfSpace, RunError, StoreUnavailable) as error:
        visit.train.refusal = error
        return False
    return True


def refusal() -> bool:
    """Say once why there is no run; return whether there is something to say."""
    train = session().train
    if train.refusal is None:
        return False
    st.error(sentence(train.refusal))
    train.refusal = None
    return True
