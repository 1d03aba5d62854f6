"""A link that carries the settings, and what a teacher hides behind it."""

import streamlit as st

from core.settings import query_params
from core.settings.query_params import Part
from core.ui import layout
from core.ui.components.qr_code import qr_code
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.text.translate import t


def panel(page: layout.Page) -> None:
    """Draw what it takes to send others to these settings.

    Args:
        page: The page that this stands on.
    """
    visit = session()
    if not visit.link.shows(Part.SHARE):
        return
    with st.expander(t("Share these settings"), icon=":material/share:"):
        st.markdown(
            t(
                "Anyone who opens this link gets the network and settings exactly as "
                "they are here. For a class, choose the page to start on and hide "
                "what would distract."
            )
        )
        st.fragment(_link)(page)


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
