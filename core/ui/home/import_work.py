"""Bring work back: a zip that was taken along, or a network as Keras's own file."""

import streamlit as st

from core.archive.manifest import MOST_NETWORKS
from core.archive.work_zip import ImportedWork
from core.datasets import loader
from core.engine.import_jobs import ImportJob
from core.errors import (
    DiskFull,
    DrawingError,
    JobsFull,
    TrazoError,
    UploadError,
    UploadsBusy,
)
from core.preprocessing import strokes
from core.preprocessing.strokes import CANVAS_SIDE
from core.settings.run import RunSettings
from core.ui.components import job_status
from core.ui.state import services, workspace_sync
from core.ui.state.page_state import Drawing
from core.ui.state.session import session, widget_value
from core.ui.streamlit_compat.uploaded_files import take
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t, tn
from core.ui.text.uploader_labels import translate_upload

POLL_SECONDS = 0.5
# While others go first: thirty who wait would keep a processor busy.
WAITING_POLL_SECONDS = 3


def panel() -> None:
    """Draw what takes a file, or how far the last one is."""
    visit = session()
    job = services.engine().import_jobs.find(visit.identity.visitor)
    if job is not None and not job.is_over:
        ahead = services.engine().job_line.count_ahead(job)
        seconds = WAITING_POLL_SECONDS if ahead else POLL_SECONDS
        st.fragment(_progress, run_every=seconds)(job)
        return
    if visit.home.import_error is not None:
        st.error(_nothing(visit.home.import_error))
    elif job is not None:
        _told(job)
    translate_upload(_key(), _megabytes(), t("zip or .keras"))
    st.file_uploader(
        t("Import saved work"),
        type=["zip", "keras"],
        # A new one each time: Streamlit would show the file that was taken.
        key=_key(),
        max_upload_size=_megabytes(),
        help=t(
            "The zip that you downloaded, or a network as `.keras` that Trazo or its "
            "Python made."
        ),
        on_change=_submit_upload,
    )


def _megabytes() -> int:
    """Return the limit, which the operator may change."""
    return int(st.get_option("server.maxUploadSize"))


def _key() -> str:
    return f"work_import_{session().home.imports}"


def _submit_upload() -> None:
    visit = session()
    file = widget_value(_key())
    if file is None:
        return
    visit.home.imports += 1
    visit.home.import_error = None
    try:
        services.engine().import_jobs.submit(
            take(file), loader.available(), visit.identity.visitor
        )
    except (DiskFull, JobsFull, UploadsBusy) as error:
        visit.home.import_error = error


def _progress(job: ImportJob) -> None:
    if job.is_over:
        if job.brought is not None:
            _unpack(job.brought)
        st.rerun()
    with st.container(key="work_import_progress"):
        st.info(
            job_status.stage(
                job,
                working=t("Your file is being opened and looked through."),
                after=t("Your file is opened by itself."),
            ),
            icon="spinner",
        )


def _told(job: ImportJob) -> None:
    """Say what came of a file."""
    with st.container(key="work_import_told"):
        if job.error is not None:
            st.error(_nothing(job.error))
            return
        told = [
            tn("{n} network is back.", "{n} networks are back.", job.runs)
            if job.runs
            else t("No network is new.")
        ]
        if job.known:
            told.append(
                tn("{n} was here already.", "{n} were here already.", job.known)
            )
        if job.brought is not None and job.brought.left:
            told.append(
                tn(
                    "{n} older one is still in the file alone: Trazo takes the newest "
                    "{most} networks of a zip. Unpack it, and import that `.keras` "
                    "file by itself.",
                    "{n} older ones are still in the file alone: Trazo takes the "
                    "newest {most} networks of a zip. Unpack it, and import their "
                    "`.keras` files one by one.",
                    job.brought.left,
                    most=MOST_NETWORKS,
                )
            )
        st.success(" ".join(told))


def _nothing(error: TrazoError) -> str:
    return t("Nothing was brought back.") + " " + sentence(error)


def _unpack(brought: ImportedWork) -> None:
    """Give this visit what was in the file; what is here already goes first."""
    visit = session()
    workspace_sync.refresh_runs(visit)
    if brought.settings is not None and visit.work.own_settings == RunSettings():
        visit.work.own_settings = brought.settings
    try:
        visit.work.own_drawings = visit.work.own_drawings.joined(brought.own_drawings)
    except UploadError as error:
        visit.draw.error = error
    visit.work.answers = {**brought.answers, **visit.work.answers}
    if visit.work.drawing.strokes:
        return
    try:
        found = strokes.parse({"objects": list(brought.strokes)})
        strokes.render(found, CANVAS_SIDE, CANVAS_SIDE)
    except DrawingError:
        return
    visit.work.drawing = Drawing(visit.work.drawing.generation + 1, found, found)
