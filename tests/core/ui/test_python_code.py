"""The Python panel: the visitor's values, both languages, and impossible networks."""

import pytest

DOWNLOADS = {
    "pages/train.py": ["train_script", "train_notebook"],
    "pages/network.py": ["network_script", "network_notebook"],
}


def python(page):
    """Return all Python code on a page."""
    return "\n".join(code.value for code in page.code if code.language == "python")


def buttons(page):
    """Return the keys of the download buttons."""
    return [button.key for button in page.download_button]


def test_the_visitors_own_values_stand_in_the_code(open_with):
    page = open_with("pages/train.py", train_epochs="7", train_batch_size="512")
    assert "epochs=7" in python(page)
    assert ".batch(512)" in python(page)


def test_another_value_is_in_the_code_at_once(open_with):
    page = open_with("pages/train.py")
    page.slider(key="train_epochs").set_value(3).run()
    assert "epochs=3" in python(page)


@pytest.mark.parametrize(
    ("lang", "comment"),
    [("es", "# El orden de las imágenes"), ("en", "# The order of the images")],
)
def test_the_code_speaks_the_visitors_language(open_with, lang, comment):
    assert comment in python(open_with("pages/train.py", lang=lang))


def test_the_network_page_has_its_layers_and_how_it_is_compiled(open_with):
    page = open_with(
        "pages/network.py", network_blocks="16x5p", network_optimizer="sgd"
    )
    assert 'model.add(Conv2D(16, (5, 5), activation="relu"))' in python(page)
    assert "optimizer=keras.optimizers.SGD(0.001)" in python(page)


@pytest.mark.parametrize("script", DOWNLOADS)
def test_the_whole_run_can_be_taken_along(open_with, script):
    assert set(DOWNLOADS[script]) <= set(buttons(open_with(script)))


@pytest.mark.parametrize("script", DOWNLOADS)
def test_a_teacher_can_hide_it(open_with, script):
    page = open_with(script, hide="python")
    assert python(page) == ""
    assert not set(DOWNLOADS[script]) & set(buttons(page))


@pytest.mark.parametrize("script", DOWNLOADS)
def test_a_network_that_cannot_be_built_has_no_file_and_no_layers(open_with, script):
    page = open_with(script, network_blocks="4x7p-4x7p-4x7p-4x7p")
    assert not set(DOWNLOADS[script]) & set(buttons(page))
    assert "model.add" not in python(page)
    assert any("as soon as the network" in line.value for line in page.caption)
