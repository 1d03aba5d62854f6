"""Settings as a link carries them, and what a teacher's link hides."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from urllib.parse import urlencode

from core.errors import SettingOutOfRange, SettingRefused
from core.settings import network, run
from core.settings.network import NetworkSpec
from core.settings.options import Choice, NumberOption
from core.settings.run import RunSettings

HIDE_KEY = "hide"
# Work that an address offers to open: by its id, or by a code that expires. Neither is
# ever part of a link to share.
WORK_KEY = "work"
CODE_KEY = "code"
# Whether the guided lesson goes on.
GUIDE_KEY, GUIDE_ON = "guide", "1"
CHOICES: tuple[Choice, ...] = (*run.CHOICES, *network.CHOICES)


class Part(StrEnum):
    """A group of controls that a teacher can hide."""

    EPOCHS = "epochs"
    BATCH_SIZE = "batch_size"
    IMAGES = "images"
    SEED = "seed"
    AUGMENTATION = "augmentation"
    WATCH = "watch"
    PRESETS = "presets"
    LAYERS = "layers"
    COMPILE = "compile"
    CONTINUE = "continue"
    PYTHON = "python"
    UPLOAD = "upload"
    OWN_DRAWINGS = "hand"
    QUESTIONS = "questions"
    SHARE = "share"


def from_query(
    query: Mapping[str, str],
) -> tuple[RunSettings, tuple[SettingRefused, ...]]:
    """Read settings from a link.

    Args:
        query: URL parameters by name; those of no setting are left alone.

    Returns:
        The settings, with the default where a value was missing or refused, or the
        nearest allowed value where it was a number; and the refusals.
    """
    refusals: list[SettingRefused] = []
    chosen = RunSettings()
    for choice in CHOICES:
        if choice.key in query:
            value = _parse(choice, query[choice.key], refusals)
            chosen = chosen.changed(choice, value)
    spec = chosen.network
    try:
        if network.BLOCKS_KEY in query:
            blocks = network.parse_blocks(query[network.BLOCKS_KEY])
            spec = replace(spec, blocks=blocks)
    except SettingRefused as refusal:
        refusals.append(refusal)
    try:
        if network.DENSE_KEY in query:
            spec = replace(spec, dense=network.parse_dense(query[network.DENSE_KEY]))
    except SettingRefused as refusal:
        refusals.append(refusal)
    return replace(chosen, network=spec), tuple(refusals)


def to_query(chosen: RunSettings) -> dict[str, str]:
    """Write settings for a link: what is not as in the article."""
    query = {
        choice.key: choice.write(chosen.value(choice))
        for choice in CHOICES
        if chosen.value(choice) != choice.default
    }
    article = NetworkSpec()
    if chosen.network.blocks != article.blocks:
        query[network.BLOCKS_KEY] = chosen.network.write_blocks()
    if chosen.network.dense != article.dense:
        query[network.DENSE_KEY] = chosen.network.write_dense()
    return query


def merge(
    stored: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str]:
    """Return settings with those changes made that a visitor has made to others.

    Args:
        stored: The settings that change, as `to_query` writes them.
        before: What the visitor started from.
        after: What the visitor has made of it. A key that is only in `before` has its
            default again.
    """
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    merged = {key: value for key, value in stored.items() if key not in changed}
    return merged | {key: after[key] for key in changed if key in after}


def hidden_parts(query: Mapping[str, str]) -> frozenset[Part]:
    """Return what a teacher's link hides; names that mean nothing are left alone."""
    return frozenset(
        Part(name) for name in query.get(HIDE_KEY, "").split(".") if name in set(Part)
    )


def write_hidden(parts: frozenset[Part]) -> str:
    """Spell what a link hides, in the order of `Part`."""
    return ".".join(part for part in Part if part in parts)


def query(
    language: str, chosen: RunSettings, hidden: frozenset[Part]
) -> dict[str, str]:
    """Return the parameters of a link.

    Args:
        language: ``es`` or ``en``.
        chosen: The settings.
        hidden: What the one who opens it does not see.
    """
    kept = {HIDE_KEY: write_hidden(hidden)} if hidden else {}
    return {"lang": language, **to_query(chosen), **kept}


def link(
    base: str, path: str, language: str, chosen: RunSettings, hidden: frozenset[Part]
) -> str:
    """Return the link that opens a page with these settings.

    Args:
        base: Where the app is, without a slash at the end.
        path: Of the page, from the slash on.
        language: See `query`.
        chosen: See `query`.
        hidden: See `query`.
    """
    return f"{base}{path}?{urlencode(query(language, chosen, hidden))}"


def _parse(choice: Choice, text: str, refusals: list[SettingRefused]) -> object:
    try:
        return choice.parse(text)
    except SettingRefused as refusal:
        refusals.append(refusal)
        if (
            isinstance(choice, NumberOption)
            and isinstance(refusal, SettingOutOfRange)
            and isinstance(refusal.given, int | float)
            and refusal.given == refusal.given
        ):
            return choice.nearest(refusal.given)
        return choice.default
