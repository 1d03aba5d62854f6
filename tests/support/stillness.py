"""Waits until a page is drawn and nothing in it moves."""

from playwright.sync_api import Page

# A page does not change for some frames between the script's end and its last elements.
STILL_FRAMES = 12
# Code that runs in each frame. A newly loaded page counts from 0.
COUNT = """least => {
    const app = document.querySelector('[data-testid=stApp]')
    const moves = animation => animation.playState === 'running'
        && animation.effect?.getComputedTiming().endTime !== Infinity
    const still = app?.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('.st-key-footer')
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
        && document.fonts.status === 'loaded'
        && !document.getAnimations().some(moves)
    const nodes = document.querySelectorAll('*').length
    const same = still && nodes === window.trazoNodes
    window.trazoNodes = nodes
    window.trazoStill = same ? window.trazoStill + 1 : 0
    return window.trazoStill >= least
}"""


def until_still(page: Page) -> None:
    """Wait until the script has ended, everything is drawn, and no transition runs.

    A press may not have reached the server yet: wait for its effect before this.
    """
    page.evaluate("window.trazoStill = 0")
    page.wait_for_function(COUNT, arg=STILL_FRAMES)
