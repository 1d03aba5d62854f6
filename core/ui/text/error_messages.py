"""What went wrong, as a sentence in the visitor's language."""

import re

from core.errors import (
    AddressFull,
    AlreadyTraining,
    AttemptSuperseded,
    BadCanvas,
    CodeUnknown,
    DataBroken,
    DataUnavailable,
    DiskFull,
    Diverged,
    DrawingsLeftOut,
    DrawingsUnreadable,
    EmptyDrawing,
    EngineUnavailable,
    ImpossibleNetwork,
    JobDropped,
    JobsFull,
    JobTooSlow,
    NetworkGone,
    NetworkTooBig,
    QueueFull,
    SettingOutOfRange,
    SettingUnknown,
    StoreFull,
    StoreUnavailable,
    TooManyDrawings,
    TrainingFailed,
    TrazoError,
    UploadsBusy,
    UploadTooBig,
    UploadTooHeavy,
    UploadTooSlow,
    UploadUnreadable,
    WorkerLost,
    WorkspaceDeleted,
    WorkspaceFull,
    WorkUnreadable,
)
from core.i18n import duration
from core.preprocessing.image_files import MEGABYTE
from core.rooms.errors import RoomError
from core.settings.layers import POOLINGS
from core.ui.text.markdown import escape_markdown
from core.ui.text.room_errors import room_sentence
from core.ui.text.setting_names import setting_name
from core.ui.text.translate import number, plain, t, tn


def sentence(error: TrazoError) -> str:
    """Say what happened and what can be done about it."""
    match error:
        case SettingOutOfRange():
            return t(
                "The link asks for “{given}” as {name}, which is not possible: it goes "
                "from {lowest} to {highest}.",
                given=_harmless(error.given),
                name=setting_name(error.name),
                lowest=plain(error.lowest),
                highest=plain(error.highest),
            )
        case SettingUnknown():
            return t(
                "The link asks for “{given}” as {name}, which means nothing here. It "
                "may be: {allowed}.",
                given=_harmless(error.given),
                name=setting_name(error.name),
                allowed=", ".join(f"`{word}`" for word in error.allowed),
            )
        case ImpossibleNetwork() | NetworkTooBig():
            return network_sentence(error)
        case NetworkGone():
            return t(
                "The file of your network is no longer there: Trazo’s own answers "
                "now. You can train yours again."
            )
        case DataUnavailable():
            return t(
                "The data set could not be fetched: there is no connection to its "
                "server."
            )
        case DataBroken():
            return t(
                "The server’s copy of the data set is damaged or cut short, and a new "
                "one could not be fetched."
            )
        case DiskFull():
            return t(
                "The server’s disk is full. Tell the person who runs it, and try again."
            )
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
        case UploadTooBig(unit="batches"):
            return t(
                "The curves in this file are longer than any that training here leads "
                "to, so Trazo does not open it."
            )
        case UploadTooHeavy():
            return t(
                "This file would take more memory than Trazo has for it. Make the "
                "picture smaller, or take another file."
            )
        case UploadTooSlow():
            return t(
                "This file took too long to open, so Trazo stopped. Try again, or take "
                "a smaller one."
            )
        case UploadsBusy():
            return t(
                "Many files are being opened at the moment. Try again in a minute."
            )
        case UploadTooBig():
            return t(
                "This picture has too many pixels. The limit is {limit} million.",
                limit=number(error.limit / 1e6),
            )
        case UploadUnreadable():
            return t("This is not a whole PNG or JPEG picture. Try another file.")
        case DrawingsUnreadable():
            return t(
                "This file holds no drawings that Trazo can read. It takes the CSV or "
                "`.npz` that it wrote, or a table of Kaggle’s digits."
            )
        case TooManyDrawings():
            return t(
                "There is room for {limit} drawings. Take some out first.",
                limit=number(error.limit),
            )
        case DrawingsLeftOut():
            return tn(
                "{n} drawing that you made while nothing could be saved is left out: "
                "there is room for {limit}.",
                "{n} drawings that you made while nothing could be saved are left out: "
                "there is room for {limit}.",
                error.drawings,
                limit=number(error.limit),
            )
        case AttemptSuperseded():
            return t("This training was deleted, perhaps from another device.")
        case WorkUnreadable():
            return t(
                "This is neither a whole zip that Trazo made nor a network that its "
                "sliders can make. Take another file."
            )
        case StoreUnavailable():
            return t(
                "The database of this Trazo cannot be reached, so nothing can be saved "
                "now. Try again in a minute."
            )
        case RoomError():
            return room_sentence(error)
        case CodeUnknown():
            return t(
                "No work is found under this address or code. A code works once, and "
                "for ten minutes: get a new one on the other device."
            )
        case WorkspaceDeleted():
            return t(
                "The work that this page showed was deleted in another tab or on "
                "another device."
            )
        case WorkspaceFull():
            return t(
                "Your networks take {size} MB, and there is room for {limit}. Delete "
                "one under “My work” on the Home page, or download them as a zip "
                "first.",
                size=number(error.size / MEGABYTE),
                limit=number(error.limit / MEGABYTE),
            )
        case StoreFull():
            return t(
                "This Trazo has no room left, for anybody. Delete what you no longer "
                "need under “My work” on the Home page, and tell the person who hosts "
                "it."
            )
        case JobsFull():
            return t(
                "{jobs} files and maps are already waiting, and there is no room for "
                "more. Try again in a few minutes.",
                jobs=number(error.jobs),
            )
        case JobTooSlow():
            return t(
                "It took longer than {time}, so it was ended. Try again when fewer "
                "people are training, or with a smaller network.",
                time=duration(error.seconds),
            )
        case JobDropped():
            return t(
                "It gave up its place in the line, because nobody had a page of yours "
                "open any more. Ask for it again."
            )
        case AddressFull():
            return tn(
                "{n} training run from your school or home is already waiting, and "
                "this Trazo takes no more from one place. Try again in a few minutes; "
                "meanwhile you can draw.",
                "{n} training runs from your school or home are already waiting, and "
                "this Trazo takes no more from one place. Try again in a few minutes; "
                "meanwhile you can draw.",
                error.runs,
            )
        case AlreadyTraining():
            return t(
                "You already have a training run going, perhaps in another tab. Wait "
                "for it, or stop it there."
            )
        case QueueFull():
            return t(
                "{runs} training runs are already waiting, and there is no room for "
                "more. Try again in a few minutes; meanwhile you can draw.",
                runs=number(error.runs),
            )
        case WorkerLost():
            return t(
                "The process that was training has stopped, perhaps for lack of "
                "memory. Your settings are kept: you can start again."
            )
        case EngineUnavailable():
            return t(
                "The training engine has stopped. Your settings are kept: start again "
                "and it will be started too."
            )
        case Diverged():
            return t(
                "The loss grew until the computer could not write it any more. The "
                "corrections were too large: lower the learning rate."
            )
        case TrainingFailed():
            return t(
                "The training failed for a reason inside Trazo, which the person who "
                "hosts it can find in the log. Try again, perhaps with a smaller "
                "network."
            )
    return t("Something went wrong that Trazo has no words for. Try again.")


def network_sentence(error: ImpossibleNetwork | NetworkTooBig) -> str:
    """Say what is wrong with a network, and what would correct it."""
    match error:
        case NetworkTooBig():
            return t(
                "This network has {parameters} parameters, and {limit} are the limit. "
                "Halve its pictures with pooling, or use smaller dense layers.",
                parameters=number(error.parameters),
                limit=number(error.limit),
            )
        case ImpossibleNetwork() if error.layer in POOLINGS.values():
            return t(
                "Block {block} cannot pool: only one pixel is left of each picture, "
                "and it takes {window}×{window}. Switch its pooling off.",
                block=error.block + 1,
                window=error.window,
            )
    return t(
        "Block {block} cannot be built: its window is {window}×{window} pixels, and "
        "the pictures that reach it are only {side}×{side}. Use a smaller window, or "
        "less pooling before it.",
        block=error.block + 1,
        window=error.window,
        side=error.side,
    )


def _harmless(given: object) -> str:
    """Return what a link brought; nothing in it may be read as Markdown.

    Streamlit makes a link of ``www.example.org`` even where its signs are escaped.
    """
    words = re.sub(r"[^\w.+-]|(?<!\d)\.|\.(?!\d)", "?", str(given))
    return escape_markdown(words)
