"""Spoil the digit: sliders for it, and what the same does to the test digits."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays.pixel_types import as_uint8
from core.evaluation.cached import experiments
from core.evaluation.corruptions import RANGES, Corruption, Strengths, corrupt
from core.evaluation.robustness import Robustness
from core.prediction import REFUSED_ABOVE, Predictor, Reading
from core.ui.components import plotly_chart
from core.ui.components.bound_choice import bound_choice
from core.ui.components.lazy_expander import fold
from core.ui.components.png_image import img
from core.ui.digit.answer import probabilities
from core.ui.digit.left_out import NOT_A_DIGIT
from core.ui.html import render
from core.ui.inside import robustness_chart
from core.ui.inside.tried_digits import tried
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.probabilities import probability
from core.ui.text.translate import number, percent, t, tn

HALF = 0.5
# Within the page: of files that change with a slider, a browser misses some.
PICTURES = """\
<div class="spoilt">
{%- for picture, caption in pictures -%}
<figure>{{ picture }}<figcaption>{{ caption }}</figcaption></figure>
{%- endfor -%}
</div>"""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network says of one image.

    Attributes:
        said: The digit, or the sign for none.
        sure: The probability of the most probable digit.
        shares: Softmax, (10,) float32.
    """

    said: str
    sure: float
    shares: NDArray[np.float32]


def panel(reading: Reading, network: Predictor, path: Path) -> None:
    """Draw the sliders, the digit before and after, and the test digits' curve.

    Args:
        reading: Of the drawing.
        network: That read it.
        path: Its LiteRT file.
    """
    spoilt = corrupt(reading.seen[None], session().inside.broken.strengths)[0]
    before, after = _answer(network, reading.seen), _answer(network, spoilt)
    left, right = st.columns(2, gap="medium")
    with left:
        _pictures(reading.seen, spoilt, before, after)
        with st.container(key="inside_spoilt_answer"):
            # A screen reader says a new answer without being asked.
            words = _in_words(before, after)
            st.html(render("<p role='status'>{{ words }}</p>", words=words))
    with right:
        for disturbance in Corruption:
            _slider(disturbance)
    probabilities(after.shares, key="inside_spoilt_probabilities")
    opened = fold(
        t("What if every digit were like that?"),
        key="inside_robustness",
        icon=":material/show_chart:",
    )
    with opened:
        # Nine times a thousand digits, for those who look at them alone.
        if opened.open:
            _test_digits(network, path)


def _answer(network: Predictor, image: NDArray[np.float32]) -> Answer:
    (shares,), others = network.answers(image[None])
    refused = others.sum() > REFUSED_ABOVE
    said = NOT_A_DIGIT if refused else str(shares.argmax())
    return Answer(said, float(shares.max()), shares)


def _pictures(
    seen: NDArray[np.float32],
    spoilt: NDArray[np.float32],
    before: Answer,
    after: Answer,
) -> None:
    was = img(as_uint8(seen), t("The digit as it was."))
    now = img(as_uint8(spoilt), t("The digit as it is now."))
    pictures = (
        (was, t("Before: {answer}", answer=before.said)),
        (now, t("Now: {answer}", answer=after.said)),
    )
    with st.container(key="inside_spoilt"):
        st.html(render(PICTURES, pictures=pictures))


def _in_words(before: Answer, after: Answer) -> str:
    if session().inside.broken.strengths == Strengths():
        return t("Move a slider: how much can your digit bear?")
    was, now = probability(before.sure), probability(after.sure)
    if after.said == NOT_A_DIGIT:
        return (
            t("Now it takes this for no digit at all.")
            + " "
            + t(
                "If it had to be a digit, it would say {digit}.",
                digit=int(after.shares.argmax()),
            )
        )
    if before.said == NOT_A_DIGIT:
        return t("Now it says {digit}, {now} sure.", digit=after.said, now=now)
    if after.said == before.said:
        return t(
            "It still says {digit}: it was {was} sure, now {now}.",
            digit=after.said,
            was=was,
            now=now,
        )
    return t(
        "Now it says {digit}, {now} sure. Before it said {other}, {was} sure.",
        digit=after.said,
        now=now,
        other=before.said,
        was=was,
    )


def _names() -> dict[Corruption, str]:
    return {
        Corruption.NOISE: t("Noise"),
        Corruption.ROTATION: t("Rotation"),
        Corruption.SHIFT: t("Shift"),
        Corruption.THICKNESS: t("Thickness"),
    }


def _slider(disturbance: Corruption) -> None:
    values = RANGES[disturbance]
    st.slider(
        _names()[disturbance],
        values[0],
        values[-1],
        step=values.step,
        format={
            Corruption.NOISE: "%d %%",
            Corruption.ROTATION: "%d°",
            Corruption.SHIFT: "%d px",
            Corruption.THICKNESS: "%d %%",
        }[disturbance],
        help={
            Corruption.NOISE: t(
                "Makes each pixel lighter or darker at random, like a photograph "
                "taken in the dark."
            ),
            Corruption.ROTATION: t("Turns the digit, above 0 clockwise."),
            Corruption.SHIFT: t(
                "Moves the digit off the middle, above 0 to the right. The whole "
                "picture is 28 pixels wide."
            ),
            Corruption.THICKNESS: t(
                "Above 0 the line is thicker, below 0 thinner: at 100% by a pixel all "
                "around."
            ),
        }[disturbance],
        **bound(
            f"inside_{disturbance}",
            f"inside.broken.strengths.{disturbance}",
            values,
            then=lambda: _look_at_curve(disturbance),
        ),
    )


def _look_at_curve(disturbance: Corruption) -> None:
    """The curve of the slider that was moved last is the one to look at."""
    visit = session()
    visit.inside.broken = replace(visit.inside.broken, curve=disturbance)


def _test_digits(network: Predictor, path: Path) -> None:
    broken = session().inside.broken
    names = _names()
    bound_choice(
        t("What is done to them"),
        names,
        t("The same test digits, spoilt a little more from point to point."),
        key="inside_curve",
        field="inside.broken.curve",
        wrap=True,
    )
    strength = broken.strengths.strength(broken.curve)
    measured = tried(
        lambda source: experiments().curve(path, network, broken.curve, source)
    )
    words = _read(measured, broken.curve, strength)
    plotly_chart.chart(
        robustness_chart.figure(
            measured,
            strength,
            {
                Corruption.NOISE: t("noise in %"),
                Corruption.ROTATION: t("rotation in degrees"),
                Corruption.SHIFT: t("shift in pixels"),
                Corruption.THICKNESS: t("thickness in %"),
            }[broken.curve],
        ),
        key="inside_robustness_chart",
        alt=words,
    )
    st.markdown(words)


def _read(measured: Robustness, disturbance: Corruption, strength: int) -> str:
    """Say what the curve shows at the slider, and where it has fallen by half."""
    words = tn(
        "Of {n} test digit as it is, it reads {whole} right.",
        "Of {n} test digits as they are, it reads {whole} right.",
        measured.digits,
        whole=percent(measured.undisturbed),
    )
    if strength:
        words += " " + t(
            "At {place}, where your slider stands, about {share}.",
            place=_place(disturbance, strength),
            share=percent(measured.at(strength), 0),
        )
    lost = measured.least_below(HALF)
    if measured.undisturbed < HALF:
        return words
    if lost is None:
        return words + " " + t("It never drops below half.")
    return (
        words
        + " "
        + t(
            "At {place} it reads less than half of them.",
            place=_place(disturbance, lost),
        )
    )


def _place(disturbance: Corruption, strength: int) -> str:
    match disturbance:
        case Corruption.ROTATION:
            return f"{number(strength)}°"
        case Corruption.SHIFT:
            return t("{n} px", n=number(strength))
        case _:
            return percent(strength / 100, 0)
