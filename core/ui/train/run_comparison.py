"""The runs of the visit: a table of them all, and chosen ones on one chart."""

import streamlit as st
from markupsafe import Markup

from core.engine.run import Run
from core.i18n import duration
from core.settings import query_params
from core.settings.network import Block, NetworkSpec
from core.ui.components import charts, plotly_chart
from core.ui.components.bound_choice import bound_choice
from core.ui.html import Cell, Row, scrolled, table
from core.ui.network.layer_kinds import pooling_view
from core.ui.state.binding import bound
from core.ui.state.page_state import Measure
from core.ui.state.session import session
from core.ui.text.markdown import escape_markdown
from core.ui.text.setting_names import setting_name, setting_value
from core.ui.text.translate import percent, t

MOST_COMPARED = 5


def compare() -> None:
    """Draw the table and the chart, once there are two runs to compare."""
    visit = session()
    if len([run for run in visit.work.runs if _begun(run)]) < 2:
        return
    with st.container(key="train_runs"):
        st.header(t("Your runs"))
        st.html(runs_table(visit.work.runs))
        st.fragment(_chart)()


def name(run: Run) -> str:
    """Return what a run of this visit is called."""
    return run.name or t("Run {run}", run=session().work.runs.index(run) + 1)


def _begun(run: Run) -> bool:
    return len(run.curves().loss.values) > 0


def runs_table(runs: list[Run]) -> Markup:
    """Return the runs with their settings, where these differ, and their results."""
    varied = [
        choice
        for choice in query_params.CHOICES
        if len({run.settings.value(choice) for run in runs}) > 1
    ]
    shown = [choice for choice in varied if choice.name != "epochs"]
    heads = [
        t("Run"),
        t("Network"),
        t("Epochs"),
        *(setting_name(choice.name).capitalize() for choice in shown),
        t("Test accuracy"),
        t("Time"),
    ]
    rows = [
        Row(
            _title(run),
            [
                Cell(_network(run)),
                Cell(_epochs(run)),
                *(
                    Cell(setting_value(choice, run.settings.value(choice)))
                    for choice in shown
                ),
                Cell(_accuracy(run)),
                Cell(duration(sum(epoch.seconds for epoch in run.curves().epochs))),
            ],
        )
        for run in runs
    ]
    return scrolled(
        table(heads, rows, class_="runs"), t("Your runs, their settings and results")
    )


def _title(run: Run) -> str:
    before = next((r for r in session().work.runs if r.id == run.continues), None)
    if run.fine_tuning is not None:
        return t("{run}, taught my hand", run=name(run))
    if run.class_data is not None:
        return t("{run}, with the drawings of a class", run=name(run))
    if before is None:
        return name(run)
    return t("{run}, continued from {before}", run=name(run), before=name(before))


def _network(run: Run) -> str:
    if run.fine_tuning is not None and run.continues is None:
        return t("Trazo’s")
    return layers_in_words(run.settings.network)


def layers_in_words(spec: NetworkSpec) -> str:
    """Write a network in one line: its filters and windows, then its dense layers."""
    if spec == NetworkSpec():
        return t("the article’s")
    blocks = " · ".join(_block_in_words(block) for block in spec.blocks)
    dense = " · ".join(str(units) for units in spec.dense)
    return " → ".join(part for part in (blocks, dense, "10") if part)


def _block_in_words(block: Block) -> str:
    window = f"{block.kernel}×{block.kernel}"
    remark = "" if block.pooling is None else pooling_view(block.pooling).remark()
    return (
        f"{block.filters} ({window}, {remark})"
        if remark
        else (f"{block.filters} ({window})")
    )


def _epochs(run: Run) -> str:
    return t("{done} of {goal}", done=len(run.curves().epochs), goal=run.goal)


def _accuracy(run: Run) -> str:
    accuracy = run.state.accuracy
    return "" if accuracy is None else percent(accuracy, 2)


def _chart() -> None:
    visit = session()
    begun = {run.id: run for run in visit.work.runs if _begun(run)}
    chosen = [id_ for id_ in visit.train.compared if id_ in begun]
    if not chosen:
        chosen = list(begun)[-MOST_COMPARED:]
    st.pills(
        t("On one chart"),
        list(begun),
        selection_mode="multi",
        format_func=lambda id_: escape_markdown(name(begun[id_])),
        help=t("The runs whose curves are laid over each other."),
        **bound("train_compared", "train.compared", begun, shown=chosen),
    )
    measures = {Measure.LOSS: t("Loss"), Measure.ACCURACY: t("Accuracy")}
    bound_choice(
        t("What is compared"),
        measures,
        t("The loss should fall, the accuracy should rise."),
        key="train_measure",
        field="train.measure",
    )
    runs = [begun[id_] for id_ in chosen]
    lines = [charts.Compared(name(run), run.curves()) for run in runs]
    plotly_chart.chart(
        charts.comparison(lines, visit.train.measure),
        key="train_comparison",
        alt=" ".join(_in_words(line) for line in lines),
    )


def _in_words(line: charts.Compared) -> str:
    epochs = line.curves.epochs
    if not epochs:
        return t("{run}: no epoch is over.", run=line.name)
    return t(
        "{run}: validation accuracy {accuracy} after epoch {epoch}.",
        run=line.name,
        accuracy=percent(epochs[-1].val_accuracy),
        epoch=epochs[-1].epoch,
    )
