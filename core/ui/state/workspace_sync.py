"""What a visit knows of its workspace, also if it began while the store was away."""

import contextlib
from typing import TYPE_CHECKING

from core.errors import DiskFull, StoreUnavailable, TooManyDrawings
from core.runs.records import Workspace
from core.settings import query_params
from core.ui.state import services
from core.ui.state.page_state import Drawing
from core.ui.state.work import Saved

if TYPE_CHECKING:
    from core.ui.state.session import Session


def read(visitor: str) -> tuple[Workspace | None, bool]:
    """Return what is stored of a visitor, and whether that is known.

    Returns:
        None and True if nothing is stored; None and False if nobody can tell now.
    """
    try:
        return services.engine().repository.read_workspace(visitor), True
    except (DiskFull, StoreUnavailable):
        return None, False


def catch_up(visit: "Session") -> None:
    """Read a workspace that could not be read before, and merge this visit into it.

    What the visitor has done meanwhile was given to the store as changes, or will be:
    nothing of the workspace is overwritten.
    """
    if visit.work.is_known or not services.engine().repository.is_saving:
        return
    stored, visit.work.is_known = read(visit.identity.visitor)
    if not visit.work.is_known:
        return
    visit.work.runs = list(services.engine().runs_of(visit.identity.visitor))
    if stored is None:
        return
    before = visit.work.saved or Saved()
    settings = before.settings
    if not before.is_linked:
        settings, _ = query_params.from_query(stored.settings)
        visit.work.settings, _ = query_params.from_query(
            query_params.merge(
                stored.settings,
                query_params.to_query(before.settings),
                query_params.to_query(visit.work.settings),
            )
        )
    if visit.work.drawing.strokes == before.strokes:
        visit.work.drawing = Drawing(
            visit.work.drawing.generation + 1, stored.strokes, stored.strokes
        )
    added = visit.work.own_drawings.difference(before.own_drawings)
    removed = before.own_drawings.difference(visit.work.own_drawings)
    visit.work.own_drawings = stored.hand.difference(removed)
    with contextlib.suppress(TooManyDrawings):
        visit.work.own_drawings = visit.work.own_drawings.joined(added)
    visit.work.saved = Saved(settings, stored.strokes, stored.hand)
