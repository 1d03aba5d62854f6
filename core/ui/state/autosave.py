"""What a visitor changes is kept, so that a reload or another device finds it."""

from core.settings import query_params
from core.ui.state import services
from core.ui.state.session import session


def keep() -> None:
    """Have the store keep what has changed since it was last given something.

    A visitor who has done nothing yet leaves nothing behind.
    """
    visit = session()
    now = (visit.work.settings, visit.work.drawing.strokes, visit.work.own_drawings)
    if not visit.work.saved:
        visit.work.saved = now
        return
    settings, strokes, hand = now
    before_settings, before_strokes, before_hand = visit.work.saved
    visit.work.saved = now
    engine, visitor = services.engine(), visit.identity.visitor
    if settings != before_settings:
        query = query_params.to_query(settings)
        engine.keep(lambda store: store.keep_settings(visitor, query))
    if strokes != before_strokes:
        engine.keep(lambda store: store.keep_strokes(visitor, strokes))
    if hand is not before_hand:
        engine.keep(lambda store: store.keep_hand(visitor, hand))
