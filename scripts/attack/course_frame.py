"""H6: a course page on another site, which has Trazo in a frame by HTTPS."""

import asyncio

import requests

from scripts.attack import uploads
from scripts.attack.target import FRAMING_SITE, Outcome, Target

IN_A_FRAME = ("SameSite=None", "Secure", "Partitioned")


async def attempt(target: Target) -> Outcome:
    """Look at the headers of a page, and upload a file with its cookie."""
    async with target.newcomer("draw") as visitor:
        status, _, cookie = await asyncio.to_thread(
            uploads.put, target, visitor.session_id, b"7", https=True
        )
    answer = await asyncio.to_thread(requests.get, target.url, timeout=target.patience)
    policy = answer.headers.get("Content-Security-Policy", "")
    ancestors = policy.partition("frame-ancestors ")[2].partition(";")[0]
    is_framed = all(part in cookie for part in IN_A_FRAME)
    held = (
        status == uploads.SUCCESS
        and is_framed
        and ancestors == f"'self' {FRAMING_SITE}"
    )
    word = "has" if is_framed else "lacks"
    return Outcome(
        held,
        f"upload with status {status}; the cookie {word} {', '.join(IN_A_FRAME)}; "
        f"who may frame it: {ancestors or 'everybody'}",
    )
