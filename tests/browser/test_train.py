"""Training in a real browser, with a real worker."""

import re

from playwright.sync_api import expect

from tests.support.patience import wait_for
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

SLOW = "/train?train_epochs=30&train_batch_size=16"
TINY = "&network_blocks=none&network_dense=16"
PLOT = ".st-key-train_loss .js-plotly-plot"


def grow(visitor):
    """Wait until the training line gets longer."""
    reached = visitor.reached("train_loss")
    wait_for(lambda: visitor.reached("train_loss"), lambda epochs: epochs > reached)


def test_the_curve_grows_with_its_zoom_kept_and_stop_keeps_the_network(open_visitor):
    visitor = open_visitor(SLOW)
    visitor.press("train_start")
    visitor.page.wait_for_selector(PLOT)
    box = visitor.part("train_loss").locator(".nsewdrag").first.bounding_box()
    assert box is not None
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 30)
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 120, steps=5)
    mouse.up()
    plot_now = f"document.querySelector('{PLOT}')"
    read = f"() => {plot_now}.layout.xaxis.range?.map(Number) ?? [0]"
    visitor.page.wait_for_function(f"({read})()[0] > 0")
    zoomed = visitor.page.evaluate(read)
    visitor.page.evaluate(f"window.plot = {plot_now}")
    for _ in range(2):
        grow(visitor)
    assert visitor.page.evaluate(read) == zoomed
    # The chart's element is still the same one, so it did not flicker.
    assert visitor.page.evaluate(f"window.plot === {plot_now}")
    expect(visitor.part("train_stop")).to_be_visible()
    expect(visitor.part("train_status")).to_contain_text(re.compile(r"epoch \d+ of 30"))
    expect(visitor.part("train_progress")).to_contain_text("images a second")
    expect(visitor.part("train_progress")).to_contain_text("left")
    visitor.press("train_stop")
    expect(visitor.part("train_status")).to_contain_text("Stop")
    result = visitor.part("train_result")
    expect(result).to_contain_text(re.compile(r"\d\d\.\d\d%"))
    expect(visitor.part("train_status")).to_contain_text("The network is kept")


def test_the_sliders_set_a_run_that_can_be_drawn_on_and_downloaded(open_visitor):
    visitor = open_visitor("/train")
    slider = visitor.part("train_epochs").get_by_role("slider")
    expect(slider).to_have_value("10")
    for _ in range(7):
        slider.press("ArrowLeft")
    expect(slider).to_have_value("3")
    visitor.part("train_batch_size").get_by_role("slider").press("ArrowRight")
    expect(visitor.part("train_batch_size")).to_contain_text("256")
    visitor.expect_setting("train_epochs", 3)
    visitor.expect_setting("train_batch_size", 256)
    visitor.press("train_start")
    result = visitor.trained()
    expect(result).to_contain_text(re.compile(r"\d\d\.\d\d%"))
    expect(visitor.part("train_status")).to_contain_text("Done: 3 epochs.")
    expect(result).to_contain_text("of 1,000 test digits")
    wait_for(lambda: visitor.points("train_loss"), lambda points: points == 3 * 16)
    with visitor.page.expect_download() as download:
        visitor.press("train_download")
    assert download.value.suggested_filename == "trazo.keras"
    assert download.value.path().stat().st_size > 1_000_000
    visitor.press("train_draw")
    visitor.draw(1)
    expect(visitor.answer()).to_have_text("1")
    expect(visitor.part("draw_network")).to_contain_text("Mine 1 (")
    chosen = visitor.part("draw_network").get_by_role("radio", checked=True)
    expect(chosen).to_contain_text("Mine")


def test_a_run_is_found_where_it_is_after_another_page_and_a_reload(open_visitor):
    visitor = open_visitor(SLOW)
    visitor.press("train_start")
    visitor.page.wait_for_selector(PLOT)
    visitor.go("Draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.go("Train")
    status = visitor.part("train_status")
    expect(status).to_contain_text(re.compile(r"epoch \d+ of 30"))
    visitor.page.wait_for_selector(PLOT)
    wait_for(lambda: visitor.points("train_loss"), lambda points: points > 10)
    visitor.page.reload()
    expect(status).to_contain_text(re.compile(r"epoch \d+ of 30"))
    visitor.page.wait_for_selector(PLOT)
    wait_for(lambda: visitor.points("train_loss"), lambda points: points > 10)
    visitor.press("train_stop")
    expect(visitor.part("train_result")).to_be_visible()
    visitor.page.reload()
    expect(visitor.part("train_result")).to_be_visible()


def test_visitors_wait_in_line_and_see_only_their_own_run(open_visitor):
    first, second = open_visitor(SLOW), open_visitor(SLOW, locale="es-ES")
    first.press("train_start")
    first.page.wait_for_selector(PLOT)
    expect(second.part("train_status")).to_have_count(0)
    second.press("train_start")
    expect(second.part("train_status")).to_contain_text(
        "En la cola: hay 1 entrenamiento antes que el tuyo."
    )
    second.press("train_stop")
    expect(second.part("train_status")).to_contain_text("Parado antes de empezar.")
    assert first.points("train_loss") > 0
    expect(first.part("train_stop")).to_be_visible()
    first.press("train_stop")
    expect(first.part("train_result")).to_be_visible()


def test_a_phone_tells_before_the_press_how_long_it_takes_here(open_visitor):
    address = "/train?train_epochs=2&train_images=500" + TINY
    narrow = {**PHONE, "viewport": {"width": 320, "height": 640}}
    first = open_visitor(address)
    first.press("train_start")
    first.trained()
    second = open_visitor(address, locale="es-ES", **narrow)
    expected = second.part("train_expected")
    expect(expected).to_contain_text(re.compile(r"Aquí tarda unos \d+\ss\."))
    wide = "document.documentElement.scrollWidth"
    assert second.page.evaluate(wide) <= 320
    long = open_visitor(SLOW)
    long.press("train_start")
    long.page.wait_for_selector(PLOT)
    second.page.reload()
    expect(expected).to_contain_text("Hay 1 entrenamiento antes que el tuyo.")
    assert second.page.evaluate(wide) <= 320
    long.press("train_stop")
    expect(long.part("train_result")).to_be_visible()


def test_settings_of_a_link_are_kept_across_pages(open_visitor):
    visitor = open_visitor("/train?train_epochs=7")
    slider = visitor.part("train_epochs").get_by_role("slider")
    expect(slider).to_have_value("7")
    visitor.go("Home")
    visitor.page.wait_for_selector(".st-key-road")
    visitor.go("Train")
    expect(slider).to_have_value("7")


def test_a_link_out_of_range_is_told(open_visitor):
    visitor = open_visitor("/train?train_epochs=99&train_images=<b>&lang=es")
    expect(
        visitor.page.get_by_text(
            "El enlace pide «99» en épocas, y no es posible: va de 1 a 30."
        )
    ).to_be_visible()
    expect(visitor.page.get_by_text("El enlace pide «?b?»")).to_be_visible()
    slider = visitor.part("train_epochs").get_by_role("slider")
    expect(slider).to_have_value("30")


def test_without_a_network_the_sample_is_used_and_said(open_visitor):
    visitor = open_visitor("/train", locale="es-ES")
    line = visitor.part("train_data")
    expect(line).to_contain_text("una pequeña muestra de MNIST, 4000 imágenes")
    expect(line).to_contain_text("no hay conexión con su servidor")
    visitor.press("train_fetch")
    expect(visitor.part("train_fetch")).to_be_visible()
    expect(visitor.part("train_start").locator("button")).to_be_enabled()


def test_a_phone_trains_too(open_visitor):
    visitor = open_visitor("/train?train_epochs=1&train_images=500" + TINY, **PHONE)
    visitor.part("train_start").locator("button").tap()
    expect(visitor.part("train_result")).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_stopped_run_is_continued_with_its_curve_from_where_it_stood(open_visitor):
    visitor = open_visitor(SLOW)
    visitor.press("train_start")
    visitor.page.wait_for_selector(PLOT)
    grow(visitor)
    visitor.press("train_stop")
    visitor.trained()
    stood = wait_for(lambda: visitor.reached("train_loss"))
    with visitor.sending():
        visitor.part("train_more_epochs").get_by_role("slider").press("Home")
    expect(visitor.part("train_more_epochs")).to_contain_text("1")
    visitor.press("train_continue")
    expect(visitor.part("train_progress")).to_be_visible()
    expect(visitor.part("train_status")).to_contain_text(
        re.compile(r"Done: \d+ epochs?\.")
    )
    visitor.page.wait_for_selector(PLOT)
    # The run may have been stopped in the last batches of an epoch. It ended with a
    # complete one: the interrupted epoch was finished, not started again.
    wait_for(
        lambda: visitor.reached("train_loss"),
        lambda epochs: epochs >= stood and abs(epochs - round(epochs)) < 0.02,
    )
    table = visitor.part("train_runs").locator("table")
    expect(table).to_contain_text("Run 2, continued from Run 1")
    expect(table.locator("tbody tr")).to_have_count(2)


def test_runs_are_compared_on_one_chart(open_visitor):
    visitor = open_visitor("/train?train_epochs=1&train_images=1000" + TINY)
    visitor.press("train_start")
    visitor.trained()
    expect(visitor.part("train_runs")).to_have_count(0)
    visitor.part("train_batch_size").get_by_role("slider").press("ArrowLeft")
    visitor.expect_setting("train_batch_size", 64)
    visitor.press("train_start")
    table = visitor.part("train_runs").locator("table")
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table.locator("thead")).to_contain_text("Batch size")
    expect(table).to_contain_text("64")
    lines = (
        "() => document.querySelector('.st-key-train_comparison .js-plotly-plot')"
        "?.data.map(line => line.name) ?? []"
    )
    visitor.page.wait_for_function(f"({lines})().length === 4")
    assert visitor.page.evaluate(lines)[::2] == ["Run 1", "Run 2"]
    figure = visitor.part("train_comparison").locator("[role=figure]")
    expect(figure).to_have_attribute("aria-label", re.compile("Run 2: validation"))
    press_steadily(visitor.part("train_compared").get_by_role("button", name="Run 1"))
    visitor.page.wait_for_function(f"({lines})().length === 2")
    assert visitor.page.evaluate(lines)[0] == "Run 2"


def test_a_curve_that_goes_wrong_is_read_and_mended_with_one_press(open_visitor):
    visitor = open_visitor(
        "/train?lang=es&train_epochs=2&network_learning_rate=1&train_images=2000"
    )
    visitor.press("train_start")
    told = visitor.part("train_diagnosis")
    expect(told).to_contain_text("Las correcciones son demasiado grandes.")
    visitor.trained()
    visitor.press("train_fix")
    expect(told).to_contain_text(
        "Aplicado para el próximo entrenamiento: tasa de aprendizaje 0,001."
    )
    visitor.press("train_start")
    expect(visitor.part("train_runs").locator("tbody tr")).to_have_count(2)
    expect(told).not_to_contain_text("Las correcciones son demasiado grandes.")


def test_the_examples_show_what_chance_may_do(open_visitor):
    visitor = open_visitor("/train")
    press_steadily(visitor.page.get_by_text("Change the images at random"))
    tiles = visitor.part("train_examples").locator("img")
    expect(tiles).to_have_count(8)
    before = tiles.first.get_attribute("src")
    visitor.part("train_rotation").get_by_role("slider").press("End")
    expect(visitor.part("train_rotation")).to_contain_text("45°")
    expect(tiles.first).not_to_have_attribute("src", before)


def test_an_impossible_network_is_explained_before_training(open_visitor):
    visitor = open_visitor("/train?lang=es&network_blocks=8x7p-8x7p-8x7p")
    expect(
        visitor.page.get_by_text("El bloque 3 no se puede construir")
    ).to_be_visible()
    expect(visitor.part("train_start").locator("button")).to_be_disabled()
    press_steadily(visitor.page.get_by_role("link", name="Arreglar la red"))
    visitor.page.wait_for_url("**/network?**")
    expect(visitor.page.get_by_role("alert").first).to_contain_text("El bloque 3")
