"""What Streamlit's own widgets say in English alone, in the visitor's language."""

from core.ui.streamlit_compat import widget_words
from core.ui.text.translate import t


def translate_upload(key: str, megabytes: int, kinds: str) -> None:
    """Give the button, the limits and the refusal of a file uploader words.

    Args:
        key: Of the widget.
        megabytes: The largest file that it takes.
        kinds: Of files, as people call them.
    """
    limit = t("{kinds}, {limit} MB at most", kinds=kinds, limit=megabytes)
    # Streamlit shows a red sign and no reason: of a file of another kind or size, and
    # of one for which the server has no room.
    refused = t(
        "This file is not taken: {limit}. If it is such a file, many arrive just now: "
        "try again in a minute.",
        limit=limit,
    )
    widget_words.set_uploader_words(
        key,
        choose=t("Choose a file"),
        limit=limit,
        refused=refused,
        blocked=t(
            "Your browser blocks this page’s cookies, so it cannot send files. If the "
            "page is part of another one, open Trazo in a tab of its own."
        ),
    )
