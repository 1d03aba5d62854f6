"""The lesson of each step, and the glossary; a term opens its definition in place."""

from html import escape

import streamlit as st

from core.lessons import markdown
from core.lessons.markdown import Term
from core.ui.state.session import session
from core.ui.text.translate import t


def show(step: int | str) -> None:
    """Draw the lesson of a step: its idea, and the rest folded away.

    Args:
        step: Of the article, 1 to 8, or another key of `reading.FILES`.
    """
    language = session().language
    lesson = markdown.lesson(step, language)
    place = f"step-{step}"
    terms = markdown.glossary(language)
    used = markdown.terms_of(lesson.opening + lesson.more, language)
    # Beside the opening: what stands in a folded part cannot open.
    definitions = "".join(_definition(terms[term], place) for term in used)
    with st.container(key=f"lesson_{step}", gap="small"):
        st.html(
            f"<div class='lesson'>{markdown.within(place, lesson.opening)}</div>"
            + definitions
        )
        with st.expander(t("Read on"), icon=":material/menu_book:"):
            st.html(f"<div class='lesson'>{markdown.within(place, lesson.more)}</div>")


def glossary() -> None:
    """Draw all terms and the sources, folded away."""
    language = session().language
    terms = markdown.glossary(language)
    entries = "".join(
        f"<dt>{escape(term.name)}</dt><dd>{markdown.plain(term.definition)}</dd>"
        for term in terms.values()
    )
    with (
        st.container(key="glossary"),
        st.expander(t("Glossary and sources"), icon=":material/dictionary:"),
    ):
        st.html(f"<dl class='glossary'>{entries}</dl>{markdown.sources(language)}")


def _definition(term: Term, place: str) -> str:
    return (
        f"<div popover id='{place}-term-{term.id}' class='definition'>"
        f"<strong>{escape(term.name)}</strong>"
        f"<p>{markdown.within(place, term.definition)}</p></div>"
    )
