"""The guided lesson on the pages: it begins, is followed, survives, and is left."""

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from core.settings import query_params
from core.settings.presets import Preset
from core.settings.query_params import Part
from core.settings.run import Optimizer, RunSettings
from core.ui import layout
from core.ui.guide import set_up, strip
from core.ui.state.guide_state import Deed
from core.ui.state.visitor_cookie import COOKIE, GUIDE_COOKIE
from core.ui.text.step_names import step_names
from tests.support.network_page import widget
from tests.support.saved_runs import ANNA
from tests.support.visitor_language import in_language

SCRIPTS = [page.script for page in layout.PAGES]


def visit(page):
    """Return what the page remembers."""
    return page.session_state["trazo"]


def keys(page):
    """Return the keys of all buttons of the lesson."""
    return {b.key for b in page.button if (b.key or "").startswith("guide")}


def words(page):
    """Return what the strip says; empty without one."""
    bodies = [element.proto.body for element in page.get("html")]
    return next((body for body in bodies if "guide-words" in body), "")


def turn(page, script):
    """Go to another page of the same visit."""
    return page.switch_page(script).run()


def queries(page):
    """Return the parameters of the links of a page."""
    return [parse_qs(link.proto.query_string) for link in page.get("page_link")]


@pytest.fixture
def guided(open_with):
    """Home, once a visitor with settings has pressed the button."""
    page = open_with("app.py", train_epochs="29", train_images="300")
    return page.button(key="guide_start").click().run()


def test_the_lesson_begins_at_a_press_at_its_first_step(guided):
    assert "Step 1 of 8: Install" in words(guided)
    assert keys(guided) == {"guide_leave", "guide_read", "guide_go_on"}
    assert visit(guided).work.settings == set_up.START
    assert visit(guided).work.own_settings == RunSettings(epochs=29, images=300)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_without_the_lesson_has_nothing_of_it(open_page, script, monkeypatch):
    monkeypatch.setattr(strip, "panel", lambda _: pytest.fail("the strip was drawn"))
    page = open_page(script).run()
    assert not page.exception
    assert keys(page) == ({"guide_start"} if script == "app.py" else set())
    assert words(page) == ""
    assert GUIDE_COOKIE not in str(page.main)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("page", layout.PAGES, ids=SCRIPTS)
def test_each_page_shows_its_step_in_every_language(open_with, page, lang):
    opened = open_with(page.script, lang=lang, guide="1")
    names = in_language(lang, step_names)
    if page.steps:
        assert f"{page.steps[0]} " in words(opened)
        assert names[page.steps[0]] in words(opened)
    else:
        # The first of those that are left.
        assert names[1] in words(opened)
    assert "guide_leave" in keys(opened)


def test_reading_is_confirmed_at_a_press_and_the_way_on_lights_up(guided):
    assert guided.button(key="guide_go_on").proto.type == "secondary"
    page = guided.button(key="guide_read").click().run()
    assert "Done." in words(page)
    assert "guide_read" not in keys(page)
    assert page.button(key="guide_go_on").proto.type == "primary"
    page = page.button(key="guide_go_on").click().run()
    assert "Step 2 of 8" in words(page)


def test_nobody_is_locked_in_at_a_step(guided):
    page = guided.button(key="guide_go_on").click().run()
    assert "Step 2 of 8" in words(page)
    for script, step in [("pages/data.py", 3), ("pages/network.py", 4)]:
        page = turn(page, script)
        assert f"Step {step} of 8" in words(page)
    page = page.button(key="guide_go_on").click().run()
    assert "Step 5 of 8" in words(page)
    assert visit(page).guide.done == set()


def test_the_first_drawing_is_made_on_the_page_of_the_last_step(guided):
    page = guided.button(key="guide_go_on").click().run()
    assert "Step 2 of 8" in words(turn(page, "pages/draw.py"))
    page = turn(page, "pages/train.py")
    assert "Step 6 of 8" in words(page)
    assert "Step 8 of 8" in words(turn(page, "pages/draw.py"))


def test_the_choices_of_the_network_page_are_noticed(guided):
    page = turn(guided, "pages/network.py")
    page = widget(page, "network_preset").set_value(Preset.CLASS).run()
    assert "Done." in words(page)
    page = page.button(key="guide_go_on").click().run()
    assert "SGD" in words(page)
    page = widget(page, "network_optimizer").set_value(Optimizer.ADAM).run()
    assert "Done." in words(page)
    assert visit(page).work.settings == set_up.RECIPE


def test_links_carry_the_visitors_own_settings_and_that_the_lesson_goes_on(guided):
    found = [query for query in queries(guided) if query]
    assert len(found) > 8
    for query in found:
        assert query["guide"] == ["1"]
        assert query["train_epochs"] == ["29"]
        assert query["train_images"] == ["300"]


def test_leaving_brings_everything_back(guided):
    page = turn(guided, "pages/train.py")
    assert page.query_params["guide"] == "1"
    page = page.button(key="guide_leave").click().run()
    assert words(page) == ""
    assert visit(page).work.settings == RunSettings(epochs=29, images=300)
    assert page.slider(key="train_epochs").value == 29
    assert "guide" not in page.query_params
    assert all("guide" not in query for query in queries(page))
    # A browser that has not noticed yet, or a forged request.
    assert visit(page).guide.remembered() == set()


def test_controls_that_distract_are_out_of_sight_and_a_teachers_stay_so(open_with):
    page = open_with("pages/train.py", guide="1", hide="epochs")
    assert not page.slider
    assert not page.select_slider
    assert not [code for code in page.code if code.language == "python"]
    page = page.button(key="guide_leave").click().run()
    assert "train_epochs" not in {slider.key for slider in page.slider}
    assert "train_batch_size" in {slider.key for slider in page.select_slider}
    assert any(query.get("hide") == ["epochs"] for query in queries(page))


def html(page):
    """Return all HTML of a page."""
    return "".join(element.proto.body for element in page.get("html"))


def test_pages_ask_nothing_else_until_the_end(open_with, cookies):
    assert 'class="task"' in html(open_with("pages/evaluate.py"))
    cookies[GUIDE_COOKIE] = "1234568"
    page = open_with("pages/evaluate.py", guide="1")
    assert 'class="task"' not in html(page)
    assert Part.QUESTIONS in visit(page).link.put_aside
    visit(page).guide.note(Deed.PRESS_CELL)
    page = page.run()
    assert 'class="task"' in html(page)
    assert Part.QUESTIONS not in visit(page).link.put_aside
    assert Part.SEED in visit(page).link.put_aside


def test_a_reload_finds_the_steps_that_are_done(open_with, cookies):
    cookies[GUIDE_COOKIE] = "134"
    page = open_with("pages/network.py", guide="1", train_epochs="3")
    assert visit(page).guide.done == {1, 3, 4}
    assert "Step 5 of 8" in words(page)
    assert visit(page).work.own_settings == RunSettings(epochs=3)
    page = turn(page, "app.py")
    assert "Step 2 of 8" in words(page)


def test_a_link_begins_again_what_was_ended_and_never_left(open_with, cookies):
    cookies[GUIDE_COOKIE] = "12345678"
    assert "Well done!" in words(open_with("pages/inside.py", guide="1"))
    page = open_with("app.py", guide="1")
    assert visit(page).guide.done == set()
    assert "Read “Nothing to install”" in words(page)


def pressing():
    """A press on the image and one on the cell that are chosen already."""
    from core.ui.data import digit_browser  # noqa: PLC0415  the script runs by itself
    from core.ui.evaluate import confusion  # noqa: PLC0415
    from core.ui.state.session import session  # noqa: PLC0415

    session().evaluate.cell = 2, 7
    digit_browser._keep_example(session().data.example)  # noqa: SLF001  no browser here
    confusion._choose_cell(2, 7)  # noqa: SLF001


@pytest.mark.parametrize("is_on", [True, False])
def test_a_press_on_what_is_chosen_already_counts(open_page, is_on):
    page = AppTest.from_function(pressing)
    page.query_params["guide"] = "1" if is_on else "0"
    page.run()
    assert not page.exception
    deeds = {Deed.PRESS_IMAGE, Deed.PRESS_CELL}
    assert visit(page).guide.done == (deeds if is_on else set())


@pytest.mark.parametrize("stored", ["9", "1" * 9, "<b>", ""])
def test_a_cookie_that_makes_no_sense_is_no_progress(open_with, cookies, stored):
    cookies[GUIDE_COOKIE] = stored
    page = open_with("app.py", guide="1")
    assert visit(page).guide.done == set()


@pytest.mark.parametrize("value", ["", "0", "yes", "<script>"])
def test_another_value_in_the_address_begins_nothing(open_with, value):
    assert words(open_with("app.py", guide=value)) == ""


def test_the_store_keeps_the_visitors_own_settings_all_the_while(
    open_page, keeping, store, cookies
):
    cookies[COOKIE] = ANNA
    own = {"train_epochs": "9"}
    page = open_page("app.py").run().button(key="guide_start").click().run()
    # Her run goes on, and its page asks the real engine for it.
    for script in [each for each in SCRIPTS if each != "pages/train.py"]:
        page = turn(page, script)
        assert store.workspace(ANNA).settings == own
    page = page.button(key="guide_leave").click().run()
    assert query_params.to_query(visit(page).work.settings) == own
    page = turn(page, "pages/network.py")
    widget(page, "network_preset").set_value(Preset.DENSE).run()
    assert store.workspace(ANNA).settings == {"network_blocks": "none"}


def test_a_visitor_without_settings_has_those_of_the_article_after_a_reload(
    open_page, keeping, store, cookies
):
    # The run of the lesson is the last one, and no setting was ever changed.
    cookies[COOKIE] = ANNA
    store.change_settings(ANNA, {"train_epochs": "9"}, {})
    page = open_page("pages/evaluate.py")
    page.query_params["guide"] = "1"
    page = page.run()
    assert visit(page).work.runs
    assert visit(page).work.own_settings == RunSettings()


def test_other_work_that_is_opened_is_guided_too(guided):
    page = guided.button(key="guide_read").click().run()

    def replace():
        from core.ui.state import session  # noqa: PLC0415  the script runs by itself

        session.open_workspace("b" * 32)

    again = AppTest.from_function(replace)
    again.session_state["trazo"] = visit(page)
    again.run()
    assert not again.exception
    assert visit(again).guide.is_on
    assert visit(again).guide.done == set()
    assert visit(again).work.put_aside is None


def test_the_end_says_what_was_done_and_what_is_left(open_with, cookies):
    cookies[GUIDE_COOKIE] = "1245678"
    page = open_with("pages/draw.py", guide="1")
    assert "Still to do: 3. Prepare the data." in words(page)
    visit(page).guide.done.add(Deed.PRESS_IMAGE)
    page = page.run()
    assert "Well done!" in words(page)
    assert "Well done!" in words(turn(page, "pages/inside.py"))
