"""My work: what this visitor has, to name, to delete and to take along."""

from functools import partial

import streamlit as st

from core.archive import parts, work_zip
from core.archive.run_entries import MOST_LETTERS, tidy_name
from core.archive.work_zip import Work
from core.engine.run import Run
from core.errors import DiskFull, StoreUnavailable
from core.preprocessing.image_files import MEGABYTE
from core.runs.records import GOING, SavedRun
from core.settings.run import DATASET
from core.turnstile import Turnstile
from core.ui.components.download import download
from core.ui.components.lazy_expander import fold
from core.ui.home import delete_work, import_work, other_device, switch_visitor
from core.ui.state import services
from core.ui.state.session import Session, session, widget_value, write_widget
from core.ui.text.class_names import dataset_names
from core.ui.text.error_messages import sentence
from core.ui.text.translate import number, percent, t
from core.ui.train import run_comparison

# A zip takes twice its size while it is written: a class takes its work along at once.
packing = Turnstile(1)


def panel() -> None:
    """Draw the panel, folded away."""
    opened = fold(t("My work"), key="work", icon=":material/inventory_2:")
    with opened:
        if opened.open:
            _inside()


def _inside() -> None:
    visit = session()
    st.markdown(
        t(
            "Trazo keeps your networks, settings and drawings for {days} days after "
            "your last visit. This browser finds them by itself.",
            days=number(services.config().kept_days),
        )
    )
    if not services.engine().repository.is_available:
        st.warning(
            t(
                "Nothing can be saved at the moment: the database cannot be reached. "
                "You can continue; download what you want to keep."
            )
        )
    over = [run for run in visit.work.runs if run.state.is_over]
    for run in over:
        _run(run)
    if not any(run.state.has_network for run in visit.work.runs):
        st.caption(t("You have trained no network yet."))
    if over or len(visit.work.own_drawings):
        _take_along(visit)
    import_work.panel()
    other_device.panel()
    switch_visitor.panel()
    delete_work.panel()


def _take_along(visit: Session) -> None:
    """Draw a button for each zip: none is larger than one that can be uploaded."""
    limit = int(st.get_option("server.maxUploadSize")) * MEGABYTE
    try:
        saved = services.engine().repository.read_runs(visit.identity.visitor)
    except (DiskFull, StoreUnavailable) as error:
        # A zip without the networks would look like all there is.
        st.warning(sentence(error))
        return
    split = parts.split([run for run in saved if run.stage != GOING], limit)
    if len(split) > 1:
        st.caption(
            t(
                "Your work is in {n} files, because each of them is small enough to "
                "be imported again. Download all of them.",
                n=len(split),
            )
        )
    for place, runs in enumerate(split, 1):
        download(
            t("Download everything (.zip)")
            if len(split) == 1
            else t("Download part {n} of {total} (.zip)", n=place, total=len(split)),
            partial(_packed, visit, runs, limit),
            key="work_export" if place == 1 else f"work_export_{place}",
            file_name="trazo.zip" if len(split) == 1 else f"trazo-{place}.zip",
            mime="application/zip",
            explanation=t(
                "Every network as .keras and LiteRT, its curves, your settings and "
                "your drawings."
            ),
        )


def _run(run: Run) -> None:
    """Draw one run: its name, what came of it, the button that deletes it."""
    name, result, delete = st.columns([5, 3, 2], vertical_alignment="center")
    key = f"work_name_{run.id}"
    with name:
        write_widget(key, run_comparison.name(run))
        st.text_input(
            t("Name"),
            key=key,
            max_chars=MOST_LETTERS,
            label_visibility="collapsed",
            help=t("Call it what you like."),
            on_change=_rename,
            args=(run, key),
        )
    accuracy = run.state.accuracy
    with result:
        st.caption(
            t("no network")
            if accuracy is None
            else t("{accuracy} right", accuracy=percent(accuracy, 2))
        )
        # A choice that is the article's needs no word.
        if run.settings.dataset is not DATASET.default:
            st.caption(dataset_names()[run.settings.dataset])
    with delete:
        st.button(
            t("Delete"),
            key=f"work_delete_{run.id}",
            icon=":material/delete:",
            help=t("It is gone for good."),
            on_click=_delete,
            args=(run,),
        )


def _rename(run: Run, key: str) -> None:
    run.name = tidy_name(str(widget_value(key)))
    services.engine().rename(run)


def _delete(run: Run) -> None:
    visit = session()
    visit.work.runs = [other for other in visit.work.runs if other is not run]
    services.engine().forget(run)


def _packed(visit: Session, runs: tuple[SavedRun, ...], limit: int) -> bytes:
    kept = services.engine().repository
    wanted = {run.id: run for run in runs}

    def file(run_id: str, kind: str) -> bytes | None:
        if kind == "litert" and not parts.fits(wanted[run_id], limit):
            return None
        return kept.fetch_file(visit.identity.visitor, run_id, kind)

    with packing.turn():
        return work_zip.pack(
            Work(
                tuple(
                    (run, past)
                    for run, past in kept.finished_with_history(visit.identity.visitor)
                    if run.id in wanted
                ),
                visit.work.own_drawings,
                visit.work.own_settings,
                visit.work.drawing.strokes,
                visit.work.answers,
            ),
            file,
        )
