"""The controls of a class: pause, door, pages, and where everybody is taken."""

import streamlit as st

from core.rooms.records import Room
from core.ui import layout
from core.ui.room import teaching
from core.ui.state.room_press import press
from core.ui.state.session import widget_value, write_widget
from core.ui.text.translate import t


def offered_pages() -> dict[str, str]:
    """Return the names of the pages that a class can be given, by their paths."""
    join = {layout.JOIN.path: t("Draw for the class")}
    return join | {page.path: page.title() for page in layout.PAGES}


def panel(room: Room) -> None:
    """Draw pause and door."""
    pace = room.pace
    with st.container(key="room_controls", horizontal=True, gap="small"):
        st.button(
            t("Go on") if pace.is_paused else t("Pause all screens"),
            key="room_pause",
            type="primary" if pace.is_paused else "secondary",
            icon=":material/play_arrow:" if pace.is_paused else ":material/pause:",
            on_click=teaching.change_pace,
            kwargs={"is_paused": not pace.is_paused},
        )
        st.button(
            t("Open the door") if pace.is_locked else t("Lock the door"),
            key="room_lock",
            icon=":material/lock_open:" if pace.is_locked else ":material/lock:",
            help=t("With the door locked nobody new can join."),
            on_click=teaching.change_pace,
            kwargs={"is_locked": not pace.is_locked},
        )
        st.button(
            t("New code"),
            key="room_new_code",
            icon=":material/autorenew:",
            help=t("The code from before leads nowhere then. Who is in stays in."),
            on_click=_change_code,
            args=(room.id,),
        )


def pages(room: Room) -> None:
    """Draw which pages are open, and where everybody is taken."""
    names = offered_pages()
    write_widget("room_pages", [path for path in names if path in room.pace.open_pages])
    st.pills(
        t("Open pages"),
        list(names),
        selection_mode="multi",
        format_func=lambda path: names[path],
        help=t("The pupils’ menu shows these pages, and no others."),
        key="room_pages",
        on_change=_open_pages,
    )
    st.caption(t("Take everybody to a page, and open it:"))
    with st.container(key="room_calls", horizontal=True, gap="small"):
        for path, name in names.items():
            is_here = room.pace.calls > 0 and room.pace.page == path
            st.button(
                name,
                key=f"room_take_{path.strip('/') or 'home'}",
                icon=":material/location_on:" if is_here else None,
                on_click=_take,
                args=(path, room.pace.open_pages),
            )


def _open_pages() -> None:
    chosen = widget_value("room_pages")
    names = offered_pages()
    # It comes from a browser.
    if isinstance(chosen, list):
        opened = frozenset(path for path in chosen if path in names)
        teaching.change_pace(open_pages=opened)


def _take(path: str, opened: frozenset[str]) -> None:
    teaching.change_pace(page=path, open_pages=opened | {path})


def _change_code(room: str) -> None:
    press(lambda rooms, visitor: rooms.change_code(room, visitor))
