"""The lesson of each step with its task, and the glossary; a term opens in place."""

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from core.lessons import markdown
from core.lessons.markdown import Lesson, Term
from core.settings.query_params import Part
from core.ui.html import render
from core.ui.state.session import session
from core.ui.text.translate import t

# The controls that a task names, where a teacher's link or a room can hide them.
TASK_PARTS: Mapping[int | str, tuple[Part, ...]] = {6: (Part.EPOCHS, Part.IMAGES)}
# What the lessons' own files say is HTML already, made by `core.lessons.markdown`.
LESSON = """\
<div class="lesson">{{ text }}</div>
{%- for term in terms -%}
<div popover id="{{ place }}-term-{{ term.id }}" class="definition">\
<strong>{{ term.name }}</strong><p>{{ term.definition }}</p></div>
{%- endfor %}"""
TASK = """\
<div class="task">{{ task }}
<details><summary>{{ see }}</summary>{{ answer }}</details></div>"""
GLOSSARY = """\
<dl class="glossary">
{%- for term in terms -%}
<dt>{{ term.name }}</dt><dd>{{ term.definition }}</dd>
{%- endfor -%}
</dl>{{ sources }}"""


def panel(step: int | str) -> None:
    """Draw the lesson of a step: its idea, what to try, and the rest folded away.

    Args:
        step: Of the article, 1 to 8, or the name of a lesson that belongs to none.
    """
    language = session().identity.language
    lesson = markdown.lesson(step, language)
    place = f"step-{step}"
    terms = markdown.glossary(language)
    html = lesson.opening + lesson.task + lesson.answer + lesson.more
    used = markdown.terms_of(html, language)
    # Next to the opening: what stands in a folded part cannot open.
    definitions = [
        _as_html(terms[term], markdown.within(place, terms[term].definition))
        for term in used
    ]
    task = _task(lesson) if _has_task(step) else Markup()
    with st.container(key=f"lesson_{step}", gap="small"):
        st.html(_lesson(place, Markup(lesson.opening) + task, definitions))
        with st.expander(t("Read on"), icon=":material/menu_book:"):
            st.html(_lesson(place, lesson.more))


def glossary() -> None:
    """Draw all terms and the sources, folded away."""
    language = session().identity.language
    terms = markdown.glossary(language)
    entries = [
        _as_html(term, markdown.plain(term.definition)) for term in terms.values()
    ]
    with (
        st.container(key="glossary"),
        st.expander(t("Glossary and sources"), icon=":material/dictionary:"),
    ):
        st.html(
            render(GLOSSARY, terms=entries, sources=Markup(markdown.sources(language)))
        )


def _lesson(place: str, text: str, terms: Sequence[Mapping[str, str]] = ()) -> Markup:
    return render(
        LESSON, place=place, text=Markup(markdown.within(place, text)), terms=terms
    )


def _has_task(step: int | str) -> bool:
    """Say whether what the lesson asks to try can be done here, and now."""
    visit = session()
    # One thing to do at a time.
    if visit.guide.asks:
        return False
    return all(visit.link.shows(part) for part in TASK_PARTS.get(step, ()))


def _task(lesson: Lesson) -> Markup:
    """Return what to try, and the answer behind a press that the browser serves."""
    return render(
        TASK,
        task=Markup(lesson.task),
        answer=Markup(lesson.answer),
        see=t("See the answer"),
    )


def _as_html(term: Term, definition: str) -> Mapping[str, str]:
    return {"id": term.id, "name": term.name, "definition": Markup(definition)}
