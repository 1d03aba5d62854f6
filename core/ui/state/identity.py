"""Whose work a visit shows: the browser says so; an address can only offer work."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from core import short_codes
from core.rooms import limits
from core.settings import query_params

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Offer:
    """Other work that an address offers to open.

    Attributes:
        workspace: Its id, where the address has that; else empty.
        code: The code of another device, where the address has that; else empty.
    """

    workspace: str = ""
    code: str = ""


@dataclass
class Identity:
    """Who the visitor is.

    Attributes:
        language: A key of `core.i18n.LANGUAGES`.
        visitor: Id of the workspace: unguessable, in no link.
        settled: Whether the browser's cookie or a press of the visitor says so. Else
            the id is new, and gives way to one that the browser has stored but that
            did not arrive, because a proxy drops cookies.
        offer: Other work that the address offers; None without.
        was_deleted: Whether the work from before was deleted in another tab or on
            another device, and the visitor has not read so yet.
    """

    language: str
    visitor: str
    settled: bool = True
    offer: Offer | None = None
    was_deleted: bool = False


def new_visitor() -> str:
    """Return the id of a workspace that nobody has."""
    return secrets.token_hex(16)


def is_visitor(text: object) -> TypeGuard[str]:
    """Say whether something is the id of a workspace."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def identify(language: str, query: Mapping[str, str], stored: str) -> Identity:
    """Return who has come with a new visit.

    Args:
        language: Of the browser.
        query: Parameters of its address.
        stored: The visitor's cookie; empty where none arrived.
    """
    settled = is_visitor(stored)
    visitor = stored if settled else new_visitor()
    return Identity(language, visitor, settled, _offer(query, visitor))


def is_room_code(text: str) -> bool:
    """Say whether a code of an address leads to a room, not to somebody's work."""
    return len(short_codes.normalized(text)) == limits.CODE_LETTERS


def _offer(query: Mapping[str, str], visitor: str) -> Offer | None:
    code = query.get(query_params.CODE_KEY, "")
    if code and not is_room_code(code):
        return Offer(code=code)
    workspace = query.get(query_params.WORK_KEY, "")
    if is_visitor(workspace) and workspace != visitor:
        return Offer(workspace=workspace)
    return None


def steps_done(stored: str) -> set[int]:
    """Return the steps that were done before the page was loaded again, 1 to 8.

    Args:
        stored: The cookie of the steps; empty where none arrived.
    """
    return set(map(int, stored)) if re.fullmatch(r"[1-8]{1,8}", stored) else set()
