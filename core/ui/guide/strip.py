"""The strip at the top of a page: the step, its one thing to do, and the way on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.ui.guide import course, deed_texts, deeds
from core.ui.html import render
from core.ui.state.guide_state import Deed
from core.ui.state.session import Session, session
from core.ui.text.step_names import step_names
from core.ui.text.translate import t

STYLE = Path(__file__).with_name("strip.css")
# A screen reader says what was done without being asked.
WORDS = """\
<div class="guide-words" role="status">
{%- if step %}<p class="guide-step">{{ step }}</p>{% endif -%}
<p class="guide-deed">
{%- if done %}<strong><span aria-hidden="true">✓</span> {{ done }}</strong> {% endif -%}
{{ words }}</p></div>"""
ROAD = """\
<div class="guide-road{% if is_lit %} guide-lit{% endif %}" aria-hidden="true">
{%- for state in states %}<span class="{{ state }}"></span>{% endfor %}</div>"""


@dataclass(frozen=True)
class Pages:
    """What the strip has to know of the pages, which import it.

    Attributes:
        here: Script of the page that is drawn.
        scripts: Script of the page of each step.
        beyond: Script of the page after the eight steps.
        query: What a link from page to page carries.
    """

    here: str
    scripts: Mapping[int, str]
    beyond: str
    query: dict[str, str]

    @property
    def is_beyond(self) -> bool:
        """Whether the page belongs to no step."""
        return self.here not in self.scripts.values()

    @property
    def has_canvas(self) -> bool:
        """Whether the page is the one to draw on."""
        return self.here == self.scripts[Deed.DRAW_AGAIN]


def panel(pages: Pages) -> None:
    """Draw the strip; call it while the guided lesson goes on.

    Args:
        pages: The page, and where the others are.
    """
    visit = session()
    guide = visit.guide
    still_open = [deed for deed in Deed if deed not in guide.done]
    is_done = not pages.is_beyond and guide.step in guide.done
    guide.said = None if pages.is_beyond else (guide.step, is_done)
    st.html(STYLE)
    with st.container(key="guide", gap="xsmall"):
        st.html(render(ROAD, states=_states(visit, pages), is_lit=is_done))
        with st.container(
            key="guide_row", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(render(WORDS, **_words(visit, pages, still_open)))
            with st.container(key="guide_ways", horizontal=True, gap="small"):
                if not is_done and not pages.is_beyond:
                    _read(visit)
                if still_open or not pages.is_beyond:
                    _onward(visit, pages, still_open)
                if not still_open:
                    _finish()
            if still_open:
                _leave()


def _states(visit: Session, pages: Pages) -> list[str]:
    """Return what each piece of the road looks like, by its classes."""
    guide = visit.guide
    return [
        ("done " if deed in guide.done else "")
        + ("here" if deed is guide.step and not pages.is_beyond else "")
        for deed in Deed
    ]


def _words(visit: Session, pages: Pages, still_open: list[Deed]) -> dict[str, str]:
    """Return the values of `WORDS`."""
    guide = visit.guide
    if not still_open and (pages.is_beyond or guide.step is Deed.DRAW_AGAIN):
        return {"step": "", "done": t("Well done!"), "words": deed_texts.farewell()}
    missing = deed_texts.missing([_name(deed) for deed in still_open])
    if pages.is_beyond:
        return {"step": "", "done": "", "words": missing}
    step = t(
        "Step {step} of {steps}: {name}",
        step=int(guide.step),
        steps=len(Deed),
        name=step_names()[guide.step],
    )
    if guide.step not in guide.done:
        words = deed_texts.to_do(visit, has_canvas=pages.has_canvas)
        return {"step": step, "done": "", "words": words}
    words = missing if guide.step is Deed.DRAW_AGAIN else deed_texts.shown(guide.step)
    return {"step": step, "done": t("Done."), "words": words}


def _read(visit: Session) -> None:
    """Draw the button of a step that is done by reading."""
    if visit.guide.step is Deed.READ or not deeds.has_controls(visit):
        st.button(
            t("I have read it"),
            key="guide_read",
            icon=":material/check:",
            on_click=course.note_reading,
        )


def _finish() -> None:
    st.button(
        t("Finish"), key="guide_leave", icon=":material/flag:", on_click=course.leave
    )


def _leave() -> None:
    st.button(
        t("Leave the guide"),
        key="guide_leave",
        icon=":material/close:",
        type="tertiary",
        on_click=course.leave,
    )


def _onward(visit: Session, pages: Pages, still_open: list[Deed]) -> None:
    """Draw the way to the next step; nobody is locked in where they are."""
    guide = visit.guide
    target = _target(visit, pages, still_open)
    with st.container(key="guide_next", width="content"):
        if target is not None and pages.scripts[target] == pages.here:
            st.button(
                _name(target),
                key="guide_go_on",
                icon=":material/arrow_forward:",
                type="primary" if guide.step in guide.done else "secondary",
                on_click=course.go_on,
            )
            return
        st.page_link(
            pages.beyond if target is None else pages.scripts[target],
            label=t("Look inside") if target is None else _name(target),
            icon=":material/arrow_forward:",
            query_params=pages.query,
        )


def _target(visit: Session, pages: Pages, still_open: list[Deed]) -> Deed | None:
    """Return the next step; None for what comes after all of them."""
    step = visit.guide.step
    if pages.is_beyond:
        return still_open[0]
    if step is not Deed.DRAW_AGAIN:
        return Deed(step + 1)
    return still_open[0] if still_open and step not in still_open else None


def _name(step: Deed) -> str:
    return t("{step}. {name}", step=int(step), name=step_names()[step])
