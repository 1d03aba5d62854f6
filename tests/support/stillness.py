"""Waits until a page is drawn and nothing in it moves."""

from playwright.sync_api import Locator, Page

from tests.support.patience import wait_for

# A page does not change for some frames between the script's end and its last elements.
STILL_FRAMES = 12
# Code that runs in each frame. A newly loaded page counts from 0.
COUNT = """least => {
    const app = document.querySelector('[data-testid=stApp]')
    const moves = animation => animation.playState === 'running'
        && animation.effect?.getComputedTiming().endTime !== Infinity
    const still = app?.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('.st-key-footer, .st-key-projector_wall')
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


# For so many frames a part must stay where it is before it is pressed.
STEADY_FRAMES = 6
STEADY = """(part, least) => new Promise(done => {
    let last = '', frames = 0
    const look = () => {
        const { top, left } = part.getBoundingClientRect()
        const place = `${top} ${left}`
        const app = document.querySelector('[data-testid=stApp]')
        const steady = app?.dataset.testScriptState === 'notRunning' && place === last
        frames = steady ? frames + 1 : 0
        last = place
        if (frames >= least || !part.isConnected) done(frames >= least)
        else requestAnimationFrame(look)
    }
    look()
})"""


def press_steadily(part: Locator) -> None:
    """Press a part of a page once it stays where it is.

    What is drawn above it meanwhile moves it: the press would go to what comes to lie
    in its place, and a person would press again.
    """
    wait_for(lambda: part.evaluate(STEADY, STEADY_FRAMES))
    part.click()
