"""What a visit knows of its workspace, also if it began while the store was away."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.datasets.own_drawings import MOST_DRAWINGS, LabelledDrawings
from core.engine.run import Run
from core.errors import DiskFull, DrawingsLeftOut, StoreUnavailable, WorkspaceDeleted
from core.runs.records import Workspace
from core.settings import query_params
from core.ui.state import services
from core.ui.state.page_state import Drawing
from core.ui.state.work import Saved

if TYPE_CHECKING:
    from core.ui.state.session import Session


@dataclass(frozen=True)
class Stored:
    """What is stored of a visitor.

    Attributes:
        workspace: All but runs; None if there is nothing.
        runs: From the first; during an outage, those that this process has.
        is_known: Whether the store has answered; if not, nobody can tell now.
    """

    workspace: Workspace | None
    runs: tuple[Run, ...]
    is_known: bool = True


def read(visitor: str, *, is_new: bool = False) -> Stored:
    """Return what is stored of a visitor.

    Args:
        visitor: Id of the workspace.
        is_new: Whether the id has just been made: nothing can be stored of it.
    """
    engine = services.engine()
    if is_new and engine.repository.is_untried:
        # The first page of a new process does not wait for SQLAlchemy.
        return Stored(None, ())
    try:
        # It is first, since it waits for what is to be stored: a run that was deleted
        # is listed until then.
        workspace = engine.repository.read_workspace(visitor)
        return Stored(workspace, engine.runs_of(visitor))
    except WorkspaceDeleted:
        return Stored(None, ())
    except (DiskFull, StoreUnavailable):
        return Stored(None, engine.held_runs(visitor), is_known=False)


def refresh_runs(visit: "Session") -> None:
    """Show the runs of a visit that are stored now; later if nobody can tell them."""
    try:
        visit.work.runs = list(services.engine().runs_of(visit.identity.visitor))
    except (DiskFull, StoreUnavailable):
        visit.work.is_known = False


def catch_up(visit: "Session") -> None:
    """Read a workspace that could not be read before, and merge this visit into it.

    What the visitor has done meanwhile was given to the store as changes, or will be:
    nothing of the workspace is overwritten.
    """
    if visit.work.is_known or not services.engine().repository.is_saving:
        return
    found = read(visit.identity.visitor)
    visit.work.is_known = found.is_known
    if not found.is_known:
        return
    visit.work.runs = list(found.runs)
    stored = found.workspace
    if stored is None:
        return
    before = visit.work.saved or Saved()
    stored_settings, _ = query_params.from_query(stored.settings)
    settings = before.settings if before.is_linked else stored_settings
    if not before.is_linked:
        visit.work.own_settings, _ = query_params.from_query(
            query_params.merge(
                stored.settings,
                query_params.to_query(before.settings),
                query_params.to_query(visit.work.own_settings),
            )
        )
    if visit.work.drawing.strokes == before.strokes:
        visit.work.drawing = Drawing(
            visit.work.drawing.generation + 1, stored.strokes, stored.strokes
        )
    _merge_drawings(visit, before, stored.own_drawings)
    visit.work.answers = query_params.merge(
        stored.answers, before.answers, visit.work.answers
    )
    visit.work.saved = Saved(
        settings,
        stored.strokes,
        stored.own_drawings,
        stored.answers,
        stored_settings,
        before.is_linked,
    )


def _merge_drawings(visit: "Session", before: Saved, stored: LabelledDrawings) -> None:
    """Add a visit's drawings to those that are stored, as many as there is room for."""
    mine = visit.work.own_drawings
    added = mine.difference(before.own_drawings)
    removed = before.own_drawings.difference(mine)
    visit.work.own_drawings = stored.difference(removed).joined_newest(added)
    # Those that the store has had no room for are missing as well; of others, another
    # tab has taken them out.
    left_out = len(mine.difference(visit.work.own_drawings))
    if left_out and len(visit.work.own_drawings) == MOST_DRAWINGS:
        visit.draw.error = DrawingsLeftOut(left_out, MOST_DRAWINGS)
