"""What the network says: the answer, its ten probabilities, what it was shown."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import prediction
from core.arrays.pixel_types import as_uint8
from core.errors import TrazoError
from core.no_digit import NoDigit
from core.prediction import Number, Predictor, Reading
from core.rooms import sign_reading
from core.ui.components import charts, plotly_chart
from core.ui.digit import left_out, model_picker
from core.ui.html import render
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.streamlit_compat.types import DeltaGenerator
from core.ui.text.error_messages import sentence
from core.ui.text.probabilities import CERTAIN
from core.ui.text.subject import Subject
from core.ui.text.translate import percent, t

SEEN_SIDE = 112
DIGITS = Subject()
ANSWER = """\
<div role="status" aria-live="polite">
{%- if text %}<p class="answer size-{{ size }}">{{ text }}</p>
{%- else %}<p class="invitation">{{ invitation }}</p>{% endif -%}
</div>"""


def answer(picture: NDArray[np.uint8] | None, invitation: str) -> Reading | None:
    """Show what the chosen network says of a picture.

    Args:
        picture: RGBA, (height, width, 4) uint8; None where there is none yet.
        invitation: What to say then.

    Returns:
        The reading that is shown, one of several where there are several digits;
        None where there is none.
    """
    network = model_picker.predictor()
    # Known once the network is: its file may be gone, and then Trazo's own answers.
    subject = model_picker.subject()
    if subject.signs:
        return _sign(picture, invitation, network, subject)
    number: Number | None = None
    try:
        if picture is not None:
            number = network.read_drawing(
                picture, session().digit.steps, judge=prediction.shipped()
            )
    except TrazoError as error:
        st.warning(sentence(error))
    text = "" if number is None else _in_large(number)
    place = _headline(text, _size(text), invitation)
    if number is None:
        plotly_chart.prepare()
        return None
    chosen = number.digits[_choose_digit(number.digits)]
    _seen(place, chosen)
    _in_words(chosen, number, network)
    left_out.say(number)
    probabilities(chosen.probabilities, key="draw_probabilities")
    return chosen


def _sign(
    picture: NDArray[np.uint8] | None,
    invitation: str,
    network: Predictor,
    subject: Subject,
) -> Reading | None:
    """Show what a network of signs says of a picture; see `answer`."""
    reading: Reading | None = None
    try:
        if picture is not None:
            reading = sign_reading.read(network, picture, len(subject.signs))
    except TrazoError as error:
        st.warning(sentence(error))
    text = "" if reading is None else subject.names()[reading.probabilities.argmax()]
    place = _headline(text, 1 if len(text) == 1 else 3, invitation)
    if reading is None:
        plotly_chart.prepare()
        return None
    _seen(place, reading)
    st.markdown(sureness(float(reading.probabilities.max())))
    probabilities(reading.probabilities, key="draw_probabilities", subject=subject)
    st.caption(
        t(
            "This network knows the {n} signs of the class and nothing else: it takes "
            "any drawing for one of them.",
            n=len(subject.signs),
        )
    )
    return reading


def _headline(text: str, size: int, invitation: str) -> DeltaGenerator:
    """Write the answer in large; return the place next to it."""
    # The same places whether there is an answer or not: an element that moves stands
    # in both until the run ends.
    left, right = st.columns([3, 2], wrap=False, vertical_alignment="center")
    with left, st.container(key="draw_answer"):
        # A screen reader says a new answer without being asked.
        st.html(render(ANSWER, text=text, size=size, invitation=invitation))
    return right


def _seen(place: DeltaGenerator, reading: Reading) -> None:
    """Show what the network was given; with an answer, step 8 is done."""
    session().work.steps_done.add(8)
    with place, st.container(key="draw_seen"):
        st.image(
            as_uint8(reading.seen),
            width=SEEN_SIDE,
            caption=t("What it sees: 28×28"),
            alt=t("The drawing, shrunk to 28 by 28 pixels and centred."),
        )


def sureness(share: float) -> str:
    """Say how sure a network is of its answer."""
    if share > CERTAIN:
        return t("It is more than {share} sure.", share=percent(CERTAIN))
    return t("It is {share} sure.", share=percent(share))


def _in_large(number: Number) -> str:
    """Write the digits; a space stands for a mark between them."""
    return " ".join(left_out.runs(number))


def _size(text: str) -> int:
    """Nine digits as large as one would not fit next to what the network sees."""
    return 1 if len(text) < 3 else 2 if len(text) < 6 else 3


def _choose_digit(readings: tuple[Reading, ...]) -> int:
    """Let the visitor choose which digit of a number is looked at; return its place."""
    if len(readings) == 1:
        return 0
    visit = session()
    place = min(visit.digit.position, len(readings) - 1)
    st.segmented_control(
        t("Digit by digit"),
        range(len(readings)),
        format_func=lambda place: left_out.sign(readings[place]),
        required=True,
        help=t("Each digit is read by itself. Choose whose probabilities you see."),
        **bound("draw_which", "digit.position", range(len(readings)), shown=place),
    )
    return place


def _in_words(reading: Reading, number: Number, network: Predictor) -> None:
    """Say how sure it is, what else it may be, or why it is no digit."""
    best = int(reading.probabilities.argmax())
    share = float(reading.probabilities[best])
    if reading.no_digit is not None:
        st.markdown(
            _reason(reading.no_digit)
            + " "
            + t("If it had to be a digit, it would say {digit}.", digit=best)
        )
        return
    if number.or_else == "":
        st.markdown(
            t(
                "It looks like {number}, but it may be no number at all.",
                number=_in_large(number),
            )
        )
    elif number.or_else is not None:
        st.markdown(
            t(
                "It looks like {number}, but it may also be {other}.",
                number=_in_large(number),
                other=number.or_else,
            )
        )
    elif reading.doubt is not None:
        st.markdown(_doubt(reading.doubt, best))
    else:
        st.markdown(sureness(share))
    if not network.refuses and not session().digit.steps_left_out():
        images = reading.seen[None]
        if prediction.shipped().no_digits(images).sum() > prediction.REFUSED_ABOVE:
            st.caption(
                t(
                    "To Trazo’s own network this is no digit. Yours has only ever seen "
                    "digits, so it always answers with one."
                )
            )


def _reason(kind: NoDigit) -> str:
    match kind:
        case NoDigit.LETTER:
            return t("This looks like a letter or a sign, not like a digit.")
        case NoDigit.SCRIBBLE:
            return t("This looks like a scribble or a picture, not like a digit.")
        case NoDigit.SEVERAL:
            return t(
                "This looks like several digits, too close together or on top of each "
                "other. Leave some room between them."
            )
        case NoDigit.FRAGMENT:
            return t("This is too little for a digit: a dot, or a piece of a line.")


def _doubt(kind: NoDigit, digit: int) -> str:
    match kind:
        case NoDigit.LETTER:
            return t(
                "It looks like {digit}, but it may be a letter or a sign.", digit=digit
            )
        case NoDigit.SCRIBBLE:
            return t(
                "It looks like {digit}, but it may be a scribble or a picture.",
                digit=digit,
            )
        case NoDigit.SEVERAL:
            return t(
                "It looks like {digit}, but it may be several digits, too close "
                "together or on top of each other.",
                digit=digit,
            )
        case NoDigit.FRAGMENT:
            return t(
                "It looks like {digit}, but it may be a piece of a line.", digit=digit
            )


def probabilities(
    shares: NDArray[np.float32],
    *,
    key: str,
    subject: Subject = DIGITS,
) -> None:
    """Draw the probabilities of an answer.

    Args:
        shares: Softmax, (classes,).
        key: Of the container.
        subject: What the network tells apart.
    """
    names = subject.names()
    intro = (
        t("The probability of each digit:")
        if subject.is_digits
        else t("The probability of each class:")
    )
    listed = ", ".join(
        f"{name}: {percent(float(share))}"
        for name, share in zip(names, shares, strict=True)
    )
    plotly_chart.chart(
        charts.probabilities(shares, names), key=key, alt=f"{intro} {listed}"
    )
