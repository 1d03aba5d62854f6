"""Pieces of exported code are put together as isort and PEP 8 want them."""

import pytest

from core import i18n
from core.export import texts
from core.export.snippet import COMMENT_LENGTH, Code, comment, imports


def test_imports_are_sorted_and_stand_once():
    found = imports(
        [
            "from keras.layers import Dense",
            "import tensorflow as tf",
            "import keras",
            "import keras",
            "from keras import Sequential",
        ]
    )
    assert found.splitlines() == [
        "import keras",
        "import tensorflow as tf",
        "from keras import Sequential",
        "from keras.layers import Dense",
    ]


def test_code_without_imports_begins_with_its_body():
    assert Code((), "x = 1").write() == "x = 1"
    assert Code(("import keras",), "x = 1").write() == "import keras\n\nx = 1"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_long_text_becomes_lines_of_comment(language):
    text = comment(texts.AUGMENT, language)
    lines = text.splitlines()
    assert all(line.startswith("# ") for line in lines)
    assert max(map(len, lines)) <= COMMENT_LENGTH
    words = " ".join(line.removeprefix("# ") for line in lines)
    assert words == texts.AUGMENT.in_language(language)
