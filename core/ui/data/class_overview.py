"""A data set as a whole: average and number of each class, one-hot labels, split."""

from pathlib import Path

import streamlit as st

from core.arrays.pixel_types import as_uint8
from core.datasets.class_overview import Overview, overview
from core.datasets.loader import Source
from core.errors import DataError
from core.settings.datasets import DatasetName
from core.ui.components import charts, plotly_chart
from core.ui.components.charts import TRAINING_COLOUR, VALIDATION_COLOUR
from core.ui.components.gallery import Tile, gallery
from core.ui.html import render
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.class_names import class_names
from core.ui.text.error_messages import sentence
from core.ui.text.translate import number, t

STYLE = Path(__file__).with_name("class_overview.css")
ONE_HOT = """\
<div class="one-hot" aria-hidden="true">
{%- for one in ones %}<span>{{ loop.index0 }}</span>{% endfor %}
{%- for one in ones %}<b{% if one %} class="hot"{% endif %}>{{ one }}</b>{% endfor -%}
</div><p class="one-hot-text" role="status">{{ label }} → {{ ones }}</p>"""
SPLIT = """\
<div class="split" aria-hidden="true">
{%- for part in parts -%}
<div style="flex: {{ part.count }}; background: {{ part.colour }}"></div>
{%- endfor -%}
</div><div class="split-names">
{%- for part in parts -%}
<p><i style="background: {{ part.colour }}"></i>{{ part.name }}</p>
{%- endfor -%}
</div>"""


def at_a_glance(source: Source) -> Overview:
    """Return the overview of the images; the sample's where they are damaged."""
    try:
        return overview(source)
    except DataError as error:
        st.warning(sentence(error))
        return overview(Source.SAMPLE)


def averages(digits: Overview) -> None:
    """Draw the average image of each class, with how many there are."""
    is_mnist = digits.source.dataset is DatasetName.MNIST
    gallery(
        [
            Tile(
                as_uint8(average),
                caption=number(count) if is_mnist else f"{name} {number(count)}",
                alt=t("The average {label}.", label=name)
                if is_mnist
                else t("The average of the class {name}.", name=name),
            )
            for name, average, count in zip(
                class_names(digits.source.dataset),
                digits.averages,
                digits.training_counts,
                strict=True,
            )
        ],
        key="data_averages",
        label=t("The average of each class, and how many there are to learn from."),
    )


def counts(digits: Overview) -> None:
    """Draw how many images of each class there are."""
    training, test = digits.training_counts, digits.test_counts
    names = class_names(digits.source.dataset)
    plotly_chart.chart(
        charts.class_counts(training, test, names),
        key="data_counts",
        alt=t("How many of each class, to learn from and kept aside:")
        + " "
        + ", ".join(
            f"{name}: {number(training[label])} + {number(test[label])}"
            for label, name in enumerate(names)
        ),
    )


@st.fragment
def one_hot(dataset: DatasetName) -> None:
    """Let the visitor choose a label, and draw it as ten numbers."""
    names = class_names(dataset)
    labels = range(len(names))
    if dataset is DatasetName.MNIST:
        key, explanation = "data_label", t("The digit to write as ten numbers.")
    else:
        key, explanation = "data_class_label", t("The class to write as ten numbers.")
    st.segmented_control(
        t("Label"),
        labels,
        format_func=lambda label: names[label],
        required=True,
        help=explanation,
        wrap=dataset is not DatasetName.MNIST,
        **bound(key, "data.label", labels),
    )
    label = session().data.label
    ones = [int(place == label) for place in labels]
    with st.container(key="data_one_hot"):
        st.html(render(ONE_HOT, label=label, ones=ones))


def split(digits: Overview) -> None:
    """Draw what is learned from and what is kept aside, as one bar."""
    training, test = digits.training_counts.sum(), digits.test_counts.sum()
    parts = (
        {
            "count": training,
            "colour": TRAINING_COLOUR,
            "name": t("{count} to learn from", count=number(training)),
        },
        {
            "count": test,
            "colour": VALIDATION_COLOUR,
            "name": t("{count} kept aside", count=number(test)),
        },
    )
    with st.container(key="data_split"):
        st.html(render(SPLIT, parts=parts))
