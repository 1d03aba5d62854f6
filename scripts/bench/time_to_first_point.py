"""Measures the time from pressing Train to the first point on the chart."""

import statistics

from playwright.sync_api import Browser, Page

from scripts.bench.browser import browsing, fresh_page
from scripts.bench.results_table import Measured, Results
from scripts.bench.server import Server, serving

REPEATS = 2
# Time between opening the page and pressing Train, in which TensorFlow is loaded.
READING_SECONDS = 10
PATIENCE_MILLISECONDS = 60_000

# Timed inside the page, so that no message between processes is included.
TIME_THE_PRESS = """
window.firstPoint = new Promise((resolve) => {
  addEventListener("click", (event) => {
    if (!event.target.closest(".st-key-train_start")) return;
    const pressed = performance.now();
    const timer = setInterval(() => {
      const chart = document.querySelector(".st-key-train_loss .js-plotly-plot");
      if (!chart?.data?.[0]?.x?.length) return;
      clearInterval(timer);
      resolve((performance.now() - pressed) / 1000);
    }, 20);
  }, { capture: true });
});
"""


def measure() -> Results:
    """Press Train on new servers; return medians of REPEATS measurements.

    Cold: Train is pressed as soon as it is there. Warm: TensorFlow has been loaded by
    an earlier run, or while the visitor read the page for READING_SECONDS; the slower
    of the two counts.
    """
    cold, again, after_reading = [], [], []
    with browsing() as browser:
        for _ in range(REPEATS):
            with serving() as server:
                cold.append(_seconds_to_first_point(browser, server))
                again.append(_seconds_to_first_point(browser, server))
            with serving() as server:
                after_reading.append(
                    _seconds_to_first_point(browser, server, READING_SECONDS)
                )
    warm = max(statistics.median(again), statistics.median(after_reading))
    return {
        "first_point_cold_s": Measured(statistics.median(cold)),
        "first_point_warm_s": Measured(warm),
    }


def _seconds_to_first_point(
    browser: Browser, server: Server, reading_seconds: float = 0
) -> float:
    with fresh_page(browser) as page:
        page.add_init_script(TIME_THE_PRESS)
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.goto(f"{server.url}/train?lang=en")
        button = page.locator(".st-key-train_start button")
        button.wait_for(state="visible")
        page.wait_for_timeout(1000 * reading_seconds)
        button.click()
        seconds: float = page.evaluate("() => window.firstPoint")
        _stop(page)
    return seconds


def _stop(page: Page) -> None:
    """Stop the run, since the next one would wait for it."""
    page.locator(".st-key-train_stop button").click()
    page.locator(".st-key-train_result").wait_for(state="visible")
