"""Every page says while nothing is being saved; it costs nothing otherwise."""

import pytest

from core.ui import not_saved

SENTENCE = {"en": "cannot be saved just now", "es": "no se puede guardar"}
FULL = {"en": "has no room left, for anybody", "es": "no le queda sitio, para nadie"}
PAGES = ["app.py", "pages/data.py", "pages/train.py", "pages/draw.py"]


def lines(page):
    return [
        info.value
        for info in page.info
        if any(w in info.value for w in (*SENTENCE.values(), *FULL.values()))
    ]


@pytest.fixture
def runs(monkeypatch):
    """How often the fragment was drawn."""
    found = []
    draw = not_saved.draw_line

    def counted():
        found.append(1)
        draw()

    monkeypatch.setattr(not_saved, "draw_line", counted)
    return found


@pytest.mark.parametrize("script", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_page_says_so_in_its_language(open_with, engine, script, language):
    engine.repository.is_saving = False
    page = open_with(script, lang=language)
    (line,) = lines(page)
    assert SENTENCE[language] in line


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_full_store_is_said_until_there_is_room(open_with, engine, language):
    engine.repository.space.is_full = True
    page = open_with("pages/draw.py", lang=language)
    (line,) = lines(page)
    assert FULL[language] in line
    # Without the database nobody can tell, and nothing at all is saved.
    engine.repository.is_saving = False
    page.run()
    (line,) = lines(page)
    assert SENTENCE[language] in line
    engine.repository.is_saving = True
    engine.repository.space.is_full = False
    page.run()
    assert not lines(page)


def test_it_costs_nothing_while_all_is_well_and_ends_by_itself(open_with, engine, runs):
    page = open_with("app.py", lang="en")
    page.run()
    assert not lines(page)
    assert not runs
    engine.repository.is_saving = False
    page.run()
    assert lines(page)
    assert len(runs) == 1
    engine.repository.is_saving = True
    page.run()
    assert not lines(page)
    assert len(runs) == 1


def test_a_part_that_draws_itself_brings_the_line(open_with, engine):
    page = open_with("pages/draw.py", lang="en")
    answers = iter([True, False, False, False, False])
    type(engine.repository).is_saving = property(lambda _: next(answers, False))
    try:
        page.run()
        assert lines(page)
    finally:
        type(engine.repository).is_saving = True
