"""The browser remembers whose work it shows, for when a cookie does not arrive."""

from core.settings import query_params
from core.ui.components import browser_memory
from core.ui.state import services, visitor_cookie
from core.ui.state.identity import is_visitor
from core.ui.state.session import open_workspace, session


def remember() -> None:
    """Have the browser store whose work this is, and which steps are done."""
    visit = session()
    browser_memory.remember(
        visitor=visit.identity.visitor,
        settled=visit.identity.settled,
        language=visit.identity.language,
        cookies=visitor_cookie.cookies(
            visit.identity.visitor, visit.work.steps_done, visit.guide.remembered()
        ),
        address_keys=[query_params.WORK_KEY, query_params.CODE_KEY],
        lost_reports=visit.widgets.lost_reports,
        on_report=_recognize,
    )


def _recognize(stored: object) -> None:
    """Open the work that the browser has stored, where its cookie did not arrive."""
    visit = session()
    if stored is None:
        visit.widgets.lost_reports += 1
    if visit.identity.settled or not is_visitor(stored):
        return
    is_deleted = services.engine().repository.is_workspace_deleted(stored)
    if is_deleted or not visit.work.is_empty:
        # Nothing leads back to it; or the visitor was quicker, and has made something.
        visit.identity.settled = True
        return
    offer = visit.identity.offer
    open_workspace(stored)
    if offer is not None and offer.workspace != stored:
        session().identity.offer = offer
