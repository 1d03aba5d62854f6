"""The page for teachers of the documents, as a page of the app shows it."""

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from core.lessons import teachers
from core.lessons.teachers import Medium, PartId
from core.ui import layout
from core.ui.html import render
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text.translate import number, t

STYLE = Path(__file__).parent / "guide.css"
TEXT = '<div class="for-teachers">{{ text }}</div>'


def opening() -> None:
    """Draw the first paragraph; the others say how to come here."""
    st.html(STYLE)
    text, _, _ = teachers.guide(session().identity.language).opening.partition("\n\n")
    st.html(_text(text, ""))


def parts() -> None:
    """Draw all parts, and how long this very host keeps work."""
    for part in teachers.guide(session().identity.language).parts:
        st.header(part.title)
        st.html(_text(part.text, part.title))
        if part.id is PartId.KEPT:
            st.caption(
                t(
                    "This host keeps the work of a pupil who does not come back for "
                    "{days} days.",
                    days=number(services.config().kept_days),
                )
            )


def _text(text: str, heading: str) -> Markup:
    titles = {page.path: page.title() for page in layout.PAGES}
    medium = Medium(layout.address(), titles.__getitem__, table_label=heading)
    return render(TEXT, text=Markup(teachers.html(text, medium)))
