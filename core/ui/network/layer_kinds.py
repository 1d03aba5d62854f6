"""Each kind of layer as the visitor meets it: its words, its icon and its picture.

What it computes stands in `core.settings.layers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from core.settings.layers import Kind, Layer
from core.settings.network import ACTIVATION
from core.ui.network import layer_icons
from core.ui.text.setting_names import word_names
from core.ui.text.translate import percent, t


def _dots(layer: Layer, _window: int) -> Markup:
    return layer_icons.dots(layer.shape[0], layer.share)


def _stack(layer: Layer, window: int) -> Markup:
    return layer_icons.stack(layer.shape[0], layer.shape[-1], window)


@dataclass(frozen=True)
class OutputView:
    """What the visitor reads of a kind of layer on the Inside page.

    Attributes:
        icon: Of the row of such a layer.
        numbered: Returns what the layer is called that is the n-th of its kind.
        meaning: Returns what its output shows.
    """

    icon: str
    numbered: Callable[[int], str]
    meaning: Callable[[], str]


@dataclass(frozen=True)
class PoolingView:
    """What the visitor reads of a kind of pooling.

    Attributes:
        choice: Returns its name among the kinds of pooling.
        help: Returns a sentence on what it does, next to those of the other kinds.
        remark: Returns how a line about a block mentions it; empty for the usual one.
        result: Returns how a pixel comes about, from the count of numbers in the
            window and the value, both written.
        marks_highest: Whether the pixel is the highest number of the window.
    """

    choice: Callable[[], str]
    help: Callable[[], str]
    remark: Callable[[], str]
    result: Callable[[str, str], str]
    marks_highest: bool


@dataclass(frozen=True)
class LayerKindView:
    """What the visitor sees of a kind of layer.

    Attributes:
        name: Returns what such a layer is called.
        purpose: Returns what a layer of it is for, on the Network page.
        drawing: Draws a layer of it; the second argument is the side of the window
            that next looks through its output, in pixels, or 0.
        output: What is read of it on the Inside page; None for a kind that leaves no
            operation of its own in a LiteRT file.
        pooling: What else is read of a pooling; None for what is none.
    """

    name: Callable[[], str]
    purpose: Callable[[Layer], str]
    drawing: Callable[[Layer, int], Markup] = _dots
    output: OutputView | None = None
    pooling: PoolingView | None = None


VIEWS: Mapping[Kind, LayerKindView] = {
    Kind.CONVOLUTION: LayerKindView(
        name=lambda: t("Convolution"),
        purpose=lambda layer: t(
            "{filters} filters slide a window of {window}×{window} pixels over the "
            "picture. Each lights up where it finds its own pattern: an edge, a "
            "curve, a corner.",
            filters=layer.units,
            window=layer.window,
        ),
        drawing=_stack,
        output=OutputView(
            icon=":material/filter_center_focus:",
            numbered=lambda n: t("Convolution {n}", n=n),
            meaning=lambda: t(
                "Each picture is what one filter found: bright where the drawing has "
                "its pattern. Press one to see its filter, and how a pixel is worked "
                "out."
            ),
        ),
    ),
    Kind.BATCH_NORM: LayerKindView(
        name=lambda: t("Batch normalisation"),
        purpose=lambda _: t(
            "Brings the numbers of each batch to a similar size, so that the "
            "network learns faster and more steadily."
        ),
        drawing=lambda _layer, _window: layer_icons.bell(),
    ),
    Kind.ACTIVATION: LayerKindView(
        name=lambda: t("Activation"),
        purpose=lambda layer: t(
            "{activation} bends the numbers. Without a bend, all layers together "
            "could do no more than a single one.",
            activation=word_names(ACTIVATION)[layer.activation or ""],
        ),
        drawing=lambda layer, _: layer_icons.bend(layer.activation or ""),
    ),
    Kind.MAX_POOLING: LayerKindView(
        name=lambda: t("Pooling"),
        purpose=lambda layer: t(
            "Of every {window}×{window} pixels only the strongest stays: less work "
            "for what follows, and it no longer matters if a line is a pixel "
            "aside.",
            window=layer.window,
        ),
        drawing=_stack,
        output=OutputView(
            icon=":material/compress:",
            numbered=lambda n: t("Pooling {n}", n=n),
            meaning=lambda: t(
                "Of each little square only the brightest number is left: the "
                "pictures are half as wide and half as high, and what was found stays."
            ),
        ),
        pooling=PoolingView(
            choice=lambda: t("the strongest"),
            help=lambda: t("The strongest keeps what was found as clear as it was."),
            remark=lambda: "",
            result=lambda _count, value: t(
                "The highest of them: **{value}**.", value=value
            ),
            marks_highest=True,
        ),
    ),
    Kind.AVERAGE_POOLING: LayerKindView(
        name=lambda: t("Average pooling"),
        purpose=lambda layer: t(
            "Of every {window}×{window} pixels the mean stays: less work for what "
            "follows. Fine detail is blurred, where the strongest pixel would have "
            "stood out.",
            window=layer.window,
        ),
        drawing=_stack,
        output=OutputView(
            icon=":material/blur_on:",
            numbered=lambda n: t("Average pooling {n}", n=n),
            meaning=lambda: t(
                "Of each little square the mean of its numbers is left: the pictures "
                "are half as wide and half as high, and a little blurred."
            ),
        ),
        pooling=PoolingView(
            choice=lambda: t("their mean"),
            help=lambda: t("Their mean counts all of them, and blurs a little."),
            remark=lambda: t("average pooling"),
            result=lambda count, value: t(
                "All {count} added up and divided by {count}: **{value}**.",
                count=count,
                value=value,
            ),
            marks_highest=False,
        ),
    ),
    Kind.FLATTEN: LayerKindView(
        name=lambda: t("Flatten"),
        purpose=lambda _: t(
            "Lays all pixels of all pictures in one row, because a dense layer "
            "reads a row of numbers."
        ),
    ),
    Kind.DENSE: LayerKindView(
        name=lambda: t("Dense layer"),
        purpose=lambda layer: t(
            "Each of its {units} neurons weighs all the numbers before it: here "
            "the patterns are put together.",
            units=layer.units,
        ),
        output=OutputView(
            icon=":material/hub:",
            numbered=lambda n: t("Dense layer {n}", n=n),
            meaning=lambda: t(
                "Each square is one neuron; bright ones have found what they look for "
                "in all pictures together."
            ),
        ),
    ),
    Kind.DROPOUT: LayerKindView(
        name=lambda: t("Dropout"),
        purpose=lambda layer: t(
            "During training, {share} of the numbers are switched off at random, so "
            "that the network cannot rely on any single one. When it answers, all of "
            "them count.",
            share=percent(layer.share / 100, 0),
        ),
    ),
}


def output_view(kind: Kind) -> OutputView:
    """Return what the visitor reads of a kind of layer on the Inside page."""
    view = VIEWS[kind].output
    assert view is not None
    return view


def pooling_view(kind: Kind) -> PoolingView:
    """Return what the visitor reads of a kind of pooling."""
    view = VIEWS[kind].pooling
    assert view is not None
    return view
