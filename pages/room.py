"""Class room: open one, lead a class through it, and show it on a wall."""

from core.ui import layout
from core.ui.room import opening, projector_view, teacher_view, teaching

if projector_view.is_asked_for():
    layout.open_wall(layout.ROOM)
    projector_view.panel(teaching.watched_room())
else:
    layout.open_page(layout.ROOM)
    teaching.enter_by_key()
    room = teaching.taught_room()
    if room is None:
        opening.panel()
    else:
        teacher_view.panel(room)
    layout.close_page(layout.ROOM)
