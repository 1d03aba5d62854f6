"""How many of a class chose each answer, as bars."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from core.lessons.questions import Question
from core.ui.html import render
from core.ui.text.translate import number, t

STYLE = Path(__file__).with_suffix(".css")
# Text and bar in one cell: on a phone a long answer needs the whole width.
BARS = """\
<figure class="votes"><figcaption>{{ question }}</figcaption><ol>
{%- for bar in bars %}
<li{% if bar.is_right %} class="right"{% endif %}>
<span class="votes-answer">{{ bar.text }}
{%- if bar.is_right %} <span class="votes-mark">✓ {{ right }}</span>{% endif %}</span>
{%- if is_shown %}
<span class="votes-count">{{ bar.count }}</span>
<span class="votes-bar" style="--share: {{ bar.share }}%"></span>{% endif %}
</li>{% endfor %}
</ol></figure>"""


def vote_bars(
    question: Question, votes: Mapping[int, int], *, is_shown: bool = True
) -> None:
    """Draw a question with its answers, and how many chose each.

    Args:
        question: Which.
        votes: How many chose each answer, by its place.
        is_shown: Whether the votes, and which answer is right, can be seen.
    """
    most = max(votes.values(), default=0)
    bars = [
        {
            "text": answer,
            "count": number(votes.get(place, 0)),
            "share": round(100 * votes.get(place, 0) / most) if most else 0,
            "is_right": is_shown and place == question.right,
        }
        for place, answer in enumerate(question.answers)
    ]
    st.html(STYLE)
    st.html(
        render(
            BARS,
            question=question.text,
            bars=bars,
            is_shown=is_shown,
            right=t("right"),
        )
    )
