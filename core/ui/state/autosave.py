"""What a visitor changes is kept, so that a reload or another device finds it."""

from dataclasses import replace

from core.settings import query_params
from core.ui.state import services
from core.ui.state.session import Session, session
from core.ui.state.work import Saved


def save() -> None:
    """Have the store keep what has changed since it was last given something.

    A visitor who has done nothing yet leaves nothing behind. What the engine does not
    accept is given to it again on the next page.
    """
    visit = session()
    if services.engine().repository.is_known_deleted(visit.identity.visitor):
        # The page that is drawn next goes on without that work.
        return
    if visit.work.saved is None:
        visit.work.saved = visit.work.as_saved()
        return
    _save_settings(visit, visit.work.saved)
    _save_strokes(visit, visit.work.saved)
    _save_drawings(visit, visit.work.saved)
    _save_answers(visit, visit.work.saved)


def _save_settings(visit: Session, saved: Saved) -> None:
    settings, visitor = visit.work.own_settings, visit.identity.visitor
    if settings == saved.settings:
        return
    before = query_params.to_query(saved.stored)
    after = query_params.to_query(settings)
    if services.engine().save(
        visitor, lambda store: store.change_settings(visitor, before, after)
    ):
        visit.work.saved = replace(
            visit.work.saved or saved, settings=settings, stored=settings
        )


def _save_strokes(visit: Session, saved: Saved) -> None:
    strokes, visitor = visit.work.drawing.strokes, visit.identity.visitor
    if strokes == saved.strokes or (strokes and _is_full()):
        return
    if services.engine().save(
        visitor, lambda store: store.keep_strokes(visitor, strokes), "strokes"
    ):
        visit.work.saved = replace(visit.work.saved or saved, strokes=strokes)


def _save_drawings(visit: Session, saved: Saved) -> None:
    drawings, visitor = visit.work.own_drawings, visit.identity.visitor
    if drawings is saved.own_drawings:
        return
    added = drawings.difference(saved.own_drawings)
    removed = saved.own_drawings.difference(drawings)
    if len(added) and _is_full():
        return
    if services.engine().save(
        visitor, lambda store: store.change_drawings(visitor, added, removed)
    ):
        visit.work.saved = replace(visit.work.saved or saved, own_drawings=drawings)


def _save_answers(visit: Session, saved: Saved) -> None:
    answers, visitor = visit.work.answers, visit.identity.visitor
    if answers is saved.answers:
        return
    before, after = dict(saved.answers), dict(answers)
    if services.engine().save(
        visitor, lambda store: store.change_answers(visitor, before, after)
    ):
        visit.work.saved = replace(visit.work.saved or saved, answers=answers)


def _is_full() -> bool:
    """Say whether the store has no room, so that only what makes room is saved."""
    return services.engine().repository.space.is_full
