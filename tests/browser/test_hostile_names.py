"""What a visitor or a link names is shown as its letters by a real browser."""

import pytest
from playwright.sync_api import expect

from scripts.attack import hostile_files
from tests.support.hostile_names import MARK, hostile_names
from tests.support.patience import wait_for
from tests.support.stillness import press_steadily

EPOCH = {
    "epoch": 1,
    "loss": 0.5,
    "accuracy": 0.6,
    "val_loss": 0.7,
    "val_accuracy": 0.8,
    "seconds": 1.0,
}
# One or more of each kind of markup, and one that a browser makes a link of by itself.
NAMES = [
    f"{MARK}0www.evil.example http://evil.example",
    f"{MARK}1<a href='javascript:alert(1)'>a</a>",
    f"{MARK}2$x^2$ :material/home: :red[r] :smile:",
    f"{MARK}3![x](http://evil.example/p.png)**b**",
    *hostile_names(4, 1),
]
# Elements that the text of a name stands in: their names, and the texts.
FOUND = """mark => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode
        if (data.includes(mark)) found.push([parentElement.localName, data])
    }
    return found
}"""
# Of a heading, a paragraph, a cell and a label of a chart.
ELEMENTS = {"th", "p", "text", "tspan"}


def work(names):
    """Return a zip of runs with these names."""
    runs = [
        hostile_files.described_run(
            name=name,
            made_at=1000.0 + place,
            losses=[0.5, 0.4],
            accuracies=[0.5, 0.6],
            epochs=[EPOCH],
        )
        for place, name in enumerate(names)
    ]
    return hostile_files.work(*runs)


def test_the_names_of_runs_are_their_letters(open_visitor):
    visitor = open_visitor("/?lang=en")
    page, asked, dialogs = visitor.page, [], []

    def close(dialog):
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", close)
    press_steadily(page.get_by_text("My work", exact=True))
    page.locator("[class*=st-key-work_import_] input[type=file]").set_input_files(
        {"name": "trazo.zip", "mimeType": "application/zip", "buffer": work(NAMES)}
    )
    expect(visitor.part("work_import_told")).to_contain_text("5 networks are back.")
    fields = page.get_by_role("textbox", name="Name")
    assert [field.input_value() for field in fields.all()] == NAMES
    visitor.go("Train")
    chart = visitor.part("train_comparison")
    legend = chart.locator(".legendtext")
    expect(legend).to_have_text(NAMES)
    pills = visitor.part("train_compared").get_by_role("button")
    expect(pills.filter(has_text=MARK)).to_have_text(NAMES)
    expect(visitor.part("train_runs").get_by_role("rowheader")).to_have_text(NAMES)
    chart.scroll_into_view_if_needed()
    visitor.settle()
    box = chart.locator(".nsewdrag").first.bounding_box()

    def hovered():
        """Return what the chart says under the mouse, at the end of the lines."""
        for x in (0.9, 0.95):
            page.mouse.move(
                box["x"] + x * box["width"], box["y"] + box["height"] / 2, steps=3
            )
        return chart.locator(".hoverlayer").text_content()

    wait_for(hovered, lambda text: MARK in text)
    found = page.evaluate(FOUND, MARK)
    assert {element for element, _ in found} <= ELEMENTS
    assert len(found) > 3 * len(NAMES)
    assert chart.locator("a, [style*='bold'], [style*='italic']").count() == 0
    for other in ("Data", "Network", "Evaluate", "Draw", "Inside"):
        visitor.go(other)
        visitor.part("footer").wait_for()
        assert {element for element, _ in page.evaluate(FOUND, MARK)} <= ELEMENTS
    assert not [url for url in asked if "evil" in url]
    assert not dialogs


@pytest.mark.parametrize(
    "given", ["www.evil.example", "http://evil.example", "_a_", "a@evil.example"]
)
def test_what_a_link_asks_for_is_no_link(open_reader, given):
    visitor = open_reader(f"/data?lang=en&network_optimizer={given}")
    warning = visitor.page.get_by_role("alert")
    expect(warning).to_contain_text("The link asks for")
    assert warning.locator("a, em").count() == 0
