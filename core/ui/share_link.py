"""A link that carries the settings, and what they mean for a class of thirty."""

import math

import streamlit as st

from core.datasets import loader
from core.settings import query_params
from core.settings.presets import Preset, apply
from core.settings.query_params import Part
from core.settings.run import RunSettings
from core.ui import layout
from core.ui.components import setting_widgets
from core.ui.components.lazy_expander import fold
from core.ui.components.qr_code import qr_code
from core.ui.state import services
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.translate import number, t, tn

PUPILS = 30
# From here on a lesson has no room for it.
LONG_SECONDS = 600
# Nobody plans an hour by its minutes.
HOUR_MINUTES, HOUR_STEP_MINUTES = 60, 10


def panel(page: layout.Page) -> None:
    """Draw what it takes to send others to these settings.

    Args:
        page: The page that this stands on.
    """
    visit = session()
    if not visit.link.shows(Part.SHARE):
        return
    opened = fold(t("Share these settings"), key="share", icon=":material/share:")
    with opened:
        if opened.open:
            _inside(page)


def _inside(page: layout.Page) -> None:
    st.markdown(
        t(
            "Anyone who opens this link gets the network and settings exactly as they "
            "are here. For a class, choose the page to start on and hide what would "
            "distract."
        )
    )
    st.fragment(_link)(page)
    with st.container(key="share_wait"):
        _class_wait()


def _link(page: layout.Page) -> None:
    visit = session()
    titles = {other.path: other.title() for other in layout.PAGES}
    st.selectbox(
        t("Begin on"),
        list(titles),
        format_func=lambda path: titles[path],
        help=t("The page that the link opens."),
        **bound(
            "share_page",
            "link.share_page",
            titles,
            shown=visit.link.share_page or page.path,
        ),
    )
    names = _names()
    st.pills(
        t("Hide"),
        list(names),
        selection_mode="multi",
        format_func=lambda part: names[part],
        help=t("The controls that those who open the link do not see."),
        **bound(
            "share_hide", "link.share_hide", names, shown=list(visit.link.share_hide)
        ),
    )
    link = query_params.link(
        layout.address(),
        visit.link.share_page or page.path,
        visit.identity.language,
        visit.work.settings,
        frozenset(visit.link.share_hide),
    )
    with st.container(key="share_link"):
        st.code(link, language=None, wrap_lines=True)
    with st.container(key="share_code"):
        qr_code(link)


def _class_wait() -> None:
    """Say how long a class would wait, and offer settings that fit a lesson."""
    settings = session().work.settings
    if settings.network.plan().error is not None:
        return
    seconds = _class_seconds(settings, PUPILS)
    if seconds is None:
        st.caption(
            t(
                "How long a class of thirty would wait is not known yet: this host has "
                "trained nothing like it. Train once with these settings, and it is "
                "said here."
            )
        )
        return
    st.markdown(
        t(
            "If thirty press Train at once with these settings, the last of them would "
            "wait {time} for a network; with two pupils at each device, {half}.",
            time=in_minutes(seconds),
            half=in_minutes(_class_seconds(settings, PUPILS // 2) or 0.0),
        )
    )
    _limit()
    chosen = apply(Preset.CLASS, settings)
    if seconds > LONG_SECONDS and chosen != settings:
        _offer(chosen)


def _limit() -> None:
    """Say how many of a class can be in the line, where that is not all of it."""
    config = services.config()
    # A class has one network address, as a rule.
    limit = min(config.queue_limit, config.address_limit or config.queue_limit)
    if limit < PUPILS:
        st.caption(
            tn(
                "This host lets {n} run of a class train or wait at a time; the "
                "others press again later.",
                "This host lets {n} runs of a class train or wait at a time; the "
                "others press again later.",
                limit,
            )
        )


def _offer(chosen: RunSettings) -> None:
    seconds = _class_seconds(chosen, PUPILS)
    values = {"images": number(chosen.images), "epochs": number(chosen.epochs)}
    st.markdown(
        t(
            "That is long for a lesson. With the settings for a class (a small "
            "network, {images} images, epochs: {epochs}), each training takes a "
            "few seconds.",
            **values,
        )
        if seconds is None
        else t(
            "That is long for a lesson. With the settings for a class (a small "
            "network, {images} images, epochs: {epochs}), the last one would wait "
            "{time}.",
            time=in_minutes(seconds),
            **values,
        )
    )
    st.button(
        t("Use the settings for a class"),
        key="share_class",
        icon=":material/groups:",
        on_click=_use_class_settings,
    )


def _use_class_settings() -> None:
    work = session().work
    work.settings = apply(Preset.CLASS, work.settings)
    setting_widgets.answer_refusals()


def _class_seconds(settings: RunSettings, devices: int) -> float | None:
    """Return about how long the last of some devices waits; None where nothing tells.

    Args:
        settings: Of each of their runs; the network can be built.
        devices: How many ask for a run at once.
    """
    source = loader.available_for(settings.dataset)
    if source is None:
        return None
    engine = services.engine()
    return engine.host_speed.estimate_class(
        settings, source, devices, engine.workers_seen
    )


def in_minutes(seconds: float) -> str:
    """Say about how long something takes: an estimate, so never less than it says."""
    minutes = math.ceil(seconds / 60)
    if minutes > HOUR_MINUTES:
        minutes = math.ceil(minutes / HOUR_STEP_MINUTES) * HOUR_STEP_MINUTES
    if seconds < 60:
        return t("less than a minute")
    return tn("about {n} minute", "about {n} minutes", minutes)


def _names() -> dict[Part, str]:
    return {
        Part.PRESETS: t("Ready-made networks"),
        Part.LAYERS: t("Layers"),
        Part.COMPILE: t("Compile"),
        Part.EPOCHS: t("Epochs"),
        Part.BATCH_SIZE: t("Batch size"),
        Part.IMAGES: t("Training images"),
        Part.SEED: t("Seed"),
        Part.AUGMENTATION: t("Augmentation"),
        Part.WATCH: t("Watching, slow motion"),
        Part.CONTINUE: t("Train on"),
        Part.PYTHON: "Python",
        Part.UPLOAD: t("Upload and camera"),
        Part.OWN_DRAWINGS: t("Teach it your hand"),
        Part.QUESTIONS: t("Questions"),
        Part.SHARE: t("This panel"),
    }
