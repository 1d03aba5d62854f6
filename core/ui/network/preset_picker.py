"""Networks to start from."""

import streamlit as st

from core.settings.presets import Preset, apply, preset_of
from core.settings.run import RunSettings
from core.ui.components import setting_widgets
from core.ui.state.session import session, widget_value, write_widget
from core.ui.text.translate import number, t


def choose() -> None:
    """Let the visitor start from a network that is known to work."""
    names = {
        Preset.ARTICLE: t("The article’s"),
        Preset.DENSE: t("Plain dense"),
        Preset.FAST: t("Small and fast"),
        Preset.CLASS: t("For a class"),
        Preset.DEEP: t("Deep"),
    }
    chosen = preset_of(session().work.settings)
    write_widget("network_preset", chosen)
    st.segmented_control(
        t("Start from"),
        list(Preset),
        format_func=lambda preset: names[preset],
        key="network_preset",
        help=t(
            "Replaces the layers and what is under Compile, and sets the epochs and "
            "the batch size that suit them; for a class, the number of images too."
        ),
        on_change=_apply_preset,
    )
    st.caption(_about(chosen))


def _about(preset: Preset | None) -> str:
    match preset:
        case Preset.ARTICLE:
            return t("One convolution, one pooling, one dense layer: a good beginning.")
        case Preset.DENSE:
            return t(
                "No convolution: it does not know which pixels are neighbours. Train "
                "it and see what that costs."
            )
        case Preset.FAST:
            return t(
                "Few filters, and a learning rate that rises and falls: with all of "
                "MNIST it reads 99 of 100 digits after two epochs."
            )
        case Preset.CLASS:
            return t(
                "Even fewer filters, {images} images and one epoch: it reads 97 of 100 "
                "digits, and each training of a class takes a few seconds only.",
                images=number(apply(preset, RunSettings()).images),
            )
        case Preset.DEEP:
            return t("Four convolutions on top of each other: slower, and more exact.")
    return t("Your own network.")


def _apply_preset() -> None:
    preset = widget_value("network_preset")
    # Pressing the chosen one again chooses nothing.
    if preset is not None:
        visit = session()
        visit.work.settings = apply(preset, visit.work.settings)
        setting_widgets.answer_refusals()
