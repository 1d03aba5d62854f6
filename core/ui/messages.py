"""What went wrong, as a sentence in the visitor's language."""

import re

from core.errors import (
    BadCanvas,
    DataBroken,
    DataUnavailable,
    DiskFull,
    EmptyDrawing,
    EngineUnavailable,
    NetworkGone,
    SettingOutOfRange,
    TrainingFailed,
    TrazoError,
    UploadTooBig,
    UploadUnreadable,
    WorkerLost,
)
from core.pictures import MEGABYTE
from core.ui.text import number, t


def sentence(error: TrazoError) -> str:
    """Say what happened and what can be done about it."""
    match error:
        case SettingOutOfRange():
            return _refusal(error)
        case NetworkGone():
            return t(
                "The file of your network is no longer there: Trazo’s own answers "
                "now. You can train yours again."
            )
        case DataUnavailable():
            return t(
                "The full MNIST could not be fetched: there is no connection to its "
                "server."
            )
        case DataBroken():
            return t(
                "The copy of MNIST on this computer is damaged or cut short, and a new "
                "one could not be fetched."
            )
        case DiskFull():
            return t("The disk is full: make some room and try again.")
        case EmptyDrawing():
            return t("I see no drawing in this picture: it is all one colour.")
        case BadCanvas():
            return t("This drawing cannot be read. Clear it and draw again.")
        case UploadTooBig(unit="bytes"):
            return t(
                "This file is too big: {size} MB. The limit is {limit} MB.",
                size=number(error.size / MEGABYTE, 1),
                limit=number(error.limit / MEGABYTE),
            )
        case UploadTooBig():
            return t(
                "This picture has too many pixels. The limit is {limit} million.",
                limit=number(error.limit / 1e6),
            )
        case UploadUnreadable():
            return t("This is not a whole PNG or JPEG picture. Try another file.")
        case WorkerLost():
            return t(
                "The process that was training has died, perhaps for lack of memory. "
                "Your settings are kept: you can start again."
            )
        case EngineUnavailable():
            return t(
                "The training engine has stopped. Your settings are kept: start again "
                "and it will be started too."
            )
        case TrainingFailed():
            return t("The training broke off: {reason}", reason=str(error))
    return str(error)


def _refusal(error: SettingOutOfRange) -> str:
    names = {
        "epochs": t("epochs"),
        "batch_size": t("batch size"),
        "images": t("training images"),
        "seed": t("seed"),
    }
    return t(
        "The link asks for “{given}” as {name}, which is not possible: it goes from "
        "{lowest} to {highest}.",
        # It comes from a link: nothing in it may be read as Markdown.
        given=re.sub(r"[^\w.+-]", "?", str(error.given)),
        name=names[error.name],
        lowest=number(error.lowest),
        highest=number(error.highest),
    )
