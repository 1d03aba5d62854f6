"""Words reach the style of one widget, and cannot leave it."""

from streamlit.testing.v1 import AppTest


def page():
    """A page that gives two widgets words, one of them forged."""
    from core.ui.streamlit_compat import widget_words  # noqa: PLC0415  runs by itself

    widget_words.set_uploader_words(
        "mine",
        choose="Elige",
        limit='"5" MB',
        refused="</style><script>",
        blocked="Sin cookies",
    )
    widget_words.set_page_words(failed="No va", enter="Pulsa Intro")


def test_words_are_variables_of_one_widget():
    uploader, page_words = (
        e.proto.body for e in AppTest.from_function(page).run().get("html")
    )
    assert page_words == (
        '<style>:root {--failed: "No va";--enter: "Pulsa Intro";}</style>'
    )
    assert uploader == (
        '<style>.st-key-mine {--choose: "Elige";--limit: "\\22 5\\22  MB";'
        '--refused: "\\3c /style\\3e \\3c script\\3e ";'
        '--blocked: "Sin cookies";}</style>'
    )
