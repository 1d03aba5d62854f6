"""Every error that a visitor can meet is said in words, in each language."""

import pkgutil
from importlib import import_module

import pytest
from streamlit.testing.v1 import AppTest

import core
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
    StoreBusy,
    StoreFull,
    StoreRefused,
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
from core.rooms.errors import (
    NothingToLearn,
    NotYourRoom,
    RoomDrawingsFull,
    RoomFull,
    RoomLocked,
    RoomUnknown,
    SeatGone,
    SignsAlike,
    SignsFull,
    StillSealed,
    TooManyCodes,
    TooManyRooms,
    VotesClosed,
)
from tests.support.patience import PATIENCE_SECONDS

ERRORS = [
    SettingOutOfRange("epochs", 99, 1, 30),
    SettingOutOfRange("learning_rate", 5.0, 0.00001, 1.0),
    SettingUnknown("optimizer", "<b>", ("adam", "sgd")),
    ImpossibleNetwork(2, "Conv2D", 2, 7),
    ImpossibleNetwork(2, "MaxPooling2D", 1, 2),
    NetworkTooBig(16_000_000, 5_000_000),
    CodeUnknown(),
    StoreBusy(),
    StoreRefused(),
    AttemptSuperseded(),
    WorkspaceDeleted(),
    DrawingsLeftOut(1, 1000),
    DrawingsLeftOut(2, 1000),
    WorkspaceFull(210 * 2**20, 200 * 2**20),
    StoreFull(6 * 2**30, 5 * 2**30),
    RoomUnknown(),
    RoomLocked(),
    RoomFull(40),
    RoomDrawingsFull(100),
    TooManyRooms(100),
    NotYourRoom(),
    SeatGone(),
    VotesClosed(),
    TooManyCodes(12.0),
    StillSealed(),
    NothingToLearn(),
    SignsFull(10),
    SignsAlike("check", "cross"),
    JobsFull(40),
    JobTooSlow(120),
    JobDropped(),
    AddressFull(3),
    NetworkGone("path"),
    DataUnavailable("path"),
    DataBroken("path"),
    DiskFull("path"),
    EmptyDrawing(),
    BadCanvas("reason"),
    UploadTooBig(6 * 2**20, 5 * 2**20, "bytes"),
    UploadTooBig(10**9, 25 * 10**6, "pixels"),
    UploadTooBig(600_000, 500_000, "batches"),
    UploadTooHeavy("memory"),
    UploadTooSlow("time"),
    UploadsBusy("line"),
    UploadUnreadable("reason"),
    DrawingsUnreadable("reason"),
    TooManyDrawings(101, 100),
    WorkUnreadable("reason"),
    AlreadyTraining(),
    QueueFull(40),
    WorkerLost("killed"),
    EngineUnavailable("lost"),
    TrainingFailed("reason"),
    Diverged(),
]


def say(errors):
    """Show what each error says, as a page would, in one language and the other."""
    import streamlit as st  # noqa: PLC0415  the source of this function is a script

    from core.ui.state.session import session  # noqa: PLC0415  as above
    from core.ui.text.error_messages import sentence  # noqa: PLC0415  as above

    for error in errors:
        for lang in ("es", "en"):
            session().identity.language = lang
            st.text(sentence(error))


def said(errors):
    """Return the Spanish and the English sentence of each error."""
    page = AppTest.from_function(
        say, kwargs={"errors": errors}, default_timeout=PATIENCE_SECONDS
    ).run()
    assert not page.exception
    texts = [text.value for text in page.text]
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_no_text_of_an_exception_reaches_a_visitor(engine, trazo_home):
    secret = "OSError: [Errno 2] /srv/trazo/models/secret.keras"
    plain = [TrainingFailed, EngineUnavailable, WorkerLost, StoreUnavailable, DiskFull]
    for sentences in said([kind(secret) for kind in plain]):
        for text in sentences:
            assert text
            assert not [part for part in ("OSError", "srv", "secret") if part in text]


def leaves(kind):
    """Return the error classes that are raised: those that have no subclasses."""
    below = kind.__subclasses__()
    return {kind} if not below else set().union(*(leaves(each) for each in below))


@pytest.fixture
def every_module():
    """All of core that can be imported here: an error may be defined anywhere."""
    for found in pkgutil.walk_packages(core.__path__, "core."):
        if not found.name.startswith(("core.training", "core.ui", "core.engine.__m")):
            import_module(found.name)


def test_every_error_class_is_in_the_list(every_module):
    assert {type(error) for error in ERRORS} == leaves(TrazoError)


def test_every_error_has_a_sentence_in_each_language(engine, trazo_home):
    (*sentences, no_words) = said([*ERRORS, TrazoError("an error of tomorrow")])
    for error, (spanish, english) in zip(ERRORS, sentences, strict=True):
        assert spanish != english, error
        assert (spanish, english) != no_words, error
        for sentence in (spanish, english):
            assert len(sentence) > 20, error
            # "40 trainings wait already."
            assert sentence[0].isupper() or sentence[0].isdigit(), error


def test_no_visitor_reads_what_a_database_said(engine, trazo_home):
    (sentences,) = said([StoreUnavailable("(sqlite3.OperationalError) no such file")])
    assert not any("sqlite3" in sentence for sentence in sentences)
