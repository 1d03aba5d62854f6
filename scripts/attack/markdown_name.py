"""M6: a run whose name is a picture on another server."""

import re
import secrets
import time

from scripts.attack import hostile_files, uploads
from scripts.attack.target import Outcome, Target, cookie_of
from scripts.bench.protocol_visitor import visiting

PICTURE = re.compile(r"(?<!\\)!\[[^\]\\]*\]\(")
NAME = "![x](http://127.0.0.1:9/x)"


async def attempt(target: Target) -> Outcome:
    """Import two such runs, and look for the picture on Home and Train."""
    runs = [
        hostile_files.described_run(
            name=NAME,
            made_at=time.time() + place,
            losses=[0.5],
            accuracies=[0.5],
            epochs=[hostile_files.described_epoch()],
        )
        for place in range(2)
    ]
    cookie = cookie_of(secrets.token_hex(16))
    said = await uploads.bring(target, hostile_files.work(*runs), cookie)
    async with visiting(
        target.url, "train", "lang=en", cookie, patience=target.patience
    ) as visitor:
        labels = visitor.page.option_labels()
        body = visitor.page.text("train_runs")
    # As a reader sees them: a backslash takes a sign's meaning away.
    named = [label for label in labels if label.replace("\\", "") == NAME]
    pictures = [label for label in labels if PICTURE.search(label)]
    held = bool(named) and not pictures
    return Outcome(
        held,
        f"{len(named)} names on the page, {len(pictures)} of them a picture"
        + ("" if named else f"; the page said: {said} {body} {labels}"),
    )
