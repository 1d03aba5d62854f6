"""Class: join by a code, then draw for the class set and see what is asked."""

from core.ui import layout
from core.ui.join import class_board, entrance, own_class_drawings, own_place
from core.ui.seat import seating
from core.ui.state.session import session

is_reload = session().widgets.page == ""
if layout.open_page(layout.JOIN):
    class_board.arrive(is_reload=is_reload)
found = seating.find()
if found is None:
    entrance.panel()
else:
    entrance.welcome(found)
    class_board.panel(found)
    own_place.panel(found)
    own_class_drawings.panel(found)
layout.close_page(layout.JOIN)
