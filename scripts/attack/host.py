"""Attack a Trazo with a host's memory limit: ``python -m scripts.attack.host``.

What the suite tries one by one comes in numbers here, under 2.7 GB, while a run of
another visitor goes on: thirty of the largest zips at once, six of the worst pictures,
300 sockets, twenty messages that clear caches, and the worst zips.
"""

import asyncio
import contextlib
import secrets
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.attack import imports, long_curves, second_engine, small_files, uploads
from scripts.attack.memory_limit import Limit, memory_limit
from scripts.attack.target import (
    MEGABYTE,
    Outcome,
    Target,
    cookie_of,
    new_cookie,
    running,
    watching,
)
from scripts.bench.protocol_visitor import Visitor, visiting

HOST_BYTES = 2_700_000_000
PATIENCE_SECONDS = 120
ZIPS = 30
ZIP_BYTES = 63 * MEGABYTE
SOCKETS = 300
SOCKETS_AT_ONCE = 20
MESSAGES = 20
MOST_GROWTH_MB = 50
MOST_PAGE_SECONDS = 2
REST_SECONDS = 60
# Small: files wait for the worker until it is over.
RUN = "lang=en&train_epochs=30&train_images=2000&network_blocks=4x3p&network_dense=16"


async def _upload_zips(target: Target) -> Outcome:
    content = secrets.token_bytes(ZIP_BYTES)
    async with watching(target) as watched:
        said = await asyncio.gather(
            *(uploads.bring(target, content, new_cookie()) for _ in range(ZIPS)),
            return_exceptions=True,
        )
    answered = sum(isinstance(text, str) and imports.NOTHING in text for text in said)
    others = {
        repr(text)[:200]
        for text in said
        if not (isinstance(text, str) and imports.NOTHING in text)
    }
    return Outcome(
        answered == ZIPS,
        f"{answered} of {ZIPS} were answered {' '.join(others)}; {watched}",
    )


async def _open_sockets(target: Target) -> Outcome:
    async with watching(target) as watched, contextlib.AsyncExitStack() as visits:
        for _ in range(SOCKETS // SOCKETS_AT_ONCE):
            await asyncio.gather(
                *(
                    visits.enter_async_context(target.newcomer("draw"))
                    for _ in range(SOCKETS_AT_ONCE)
                )
            )
    return Outcome(True, f"{SOCKETS} sockets; {watched}")


async def _clear_caches(target: Target) -> Outcome:
    return await second_engine.attempt(target, MESSAGES)


STEPS: dict[str, Callable[[Target], Awaitable[Outcome]]] = {
    "thirty zips of 63 MB": _upload_zips,
    "six pictures": small_files.open_pictures,
    "sockets": _open_sockets,
    "clear_cache": _clear_caches,
    "zip of zeros": long_curves.attempt,
    "zips and a message": small_files.attempt,
}


async def _attack(target: Target, limit: Limit) -> list[str]:
    """Return the bounds that were missed."""
    missed = []
    # As many uploads at once as there are zips.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(ZIPS))
    trainer = secrets.token_hex(16)
    async with visiting(
        target.url, "train", RUN, cookie_of(trainer), patience=target.patience
    ) as visitor:
        await visitor.press("train_start")
        await visitor.wait_for(lambda _: bool(_epochs(target, trainer)), 300)
        await _visit_once(target)
        before = target.web_megabytes()
        started = _epochs(target, trainer)
        async with watching(target) as watched:
            for name, step in STEPS.items():
                start = time.monotonic()
                outcome = await step(target)
                print(
                    f"{name} ({time.monotonic() - start:.0f} s): {outcome.figures}, "
                    f"{target.web_megabytes() - before:+.0f} MB afterwards",
                    flush=True,
                )
                missed += [] if outcome.held else [name]
        await asyncio.sleep(REST_SECONDS)
        after = target.web_megabytes()
        missed += await _ending(visitor, target, trainer, started)
    killed = limit.killed()
    print(
        f"the whole: {watched}; a minute after {after - before:+.0f} MB; "
        f"all processes at most {(limit.peak() or 0) / MEGABYTE:.0f} MB; "
        f"{killed} processes killed"
    )
    for name, is_missed in {
        "peak": watched.peak >= imports.MOST_WEB_MB,
        "growth": after - before >= MOST_GROWTH_MB,
        "pages": watched.slowest >= MOST_PAGE_SECONDS,
        "killed": bool(killed),
    }.items():
        missed += [name] if is_missed else []
    return missed


async def _visit_once(target: Target) -> None:
    """Have the process load what it loads once, for the first visitor of each page."""
    for page in ("", "draw", "train"):
        async with target.newcomer(page):
            pass
    await small_files.open_pictures(target, 1)


def _epochs(target: Target, visitor_id: str) -> int:
    """Return how many epochs of the run of a visitor are stored."""
    with target.store() as store:
        for run in store.list_runs(visitor_id):
            past = store.fetch_checkpoint(visitor_id, run.id)
            return 0 if past is None else past.epochs_done
    return 0


async def _ending(
    visitor: Visitor, target: Target, visitor_id: str, started: int
) -> list[str]:
    """Stop the run that went on; return what is wrong with it."""
    if visitor.page.has_widget("train_stop"):
        await visitor.press("train_stop")
    await visitor.wait_for(lambda page: bool(page.text("train_result")), 300)
    with target.store() as store:
        (run,) = store.list_runs(visitor_id)
    print(
        f"the run: epoch {started} before, {_epochs(target, visitor_id)} at its end, "
        f"{run.ending}, attempt {run.attempts}, error {run.error}"
    )
    return [] if run.error is None and run.attempts == 1 else ["run"]


def main() -> int:
    """Attack; return 0 if every bound was held."""
    with (
        tempfile.TemporaryDirectory(prefix="trazo-attack-") as folder,
        memory_limit(HOST_BYTES) as limit,
        running(Path(folder), patience=PATIENCE_SECONDS, before=limit.before) as target,
    ):
        missed = asyncio.run(_attack(target, limit))
    print(f"missed: {', '.join(missed) or 'nothing'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
