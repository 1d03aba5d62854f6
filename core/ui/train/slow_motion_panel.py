"""Training in slow motion: a batch in four sub-steps, and one weight in numbers."""

import numpy as np
import streamlit as st

from core.arrays.pixel_types import as_uint8
from core.engine.run import Run
from core.runs.progress import Stage
from core.runs.slow_motion import Command, Step, Substep
from core.settings.run import OPTIMIZER
from core.ui.components.gallery import Tile, gallery
from core.ui.components.pixel_picker import pixels
from core.ui.components.png_image import enlarged
from core.ui.components.weight_colours import coloured
from core.ui.html import render
from core.ui.state import services
from core.ui.state.session import session
from core.ui.text import lessons
from core.ui.text.setting_names import word_names
from core.ui.text.translate import number, percent, t

TILE_SIDE = 28
# A row of them; the others are no different.
SHOWN_FILTERS = 10
DECIMALS = 4
WHERE = """\
<p class="slow-batch" role="status">{{ batch }}</p>
<ol class="substeps">
{%- for name, current in substeps -%}
<li{% if current %} aria-current="step"{% endif %}>{{ name }}</li>
{%- endfor -%}
</ol>"""


def button(run: Run) -> None:
    """Offer slow motion while a run goes on at full speed."""
    state = run.state
    if st.button(
        t("Slow motion"),
        key="train_slow_down",
        icon=":material/slow_motion_video:",
        help=t("One batch at a time, with everything that happens in it."),
        width="stretch",
        disabled=state.stopping or state.stage is not Stage.TRAINING,
        on_click=lambda: services.engine().set_speed(run, Command.PAUSE),
    ):
        st.rerun()


def panel(run: Run) -> None:
    """Draw the batch that is worked on, and the buttons that move it on."""
    step = run.state.report.step
    with st.container(key="train_slow"):
        _buttons(run, step)
        if step is None:
            lessons.panel("slow")
            st.markdown(
                t(
                    "Press Step: a batch of {images} digits goes into the network.",
                    images=number(run.settings.batch_size),
                )
            )
            return
        _where(run, step)
        st.markdown(_explained(step, run.settings.batch_size))
        _digits(step)
        _weight(run, step)
        lessons.panel("slow")


def _buttons(run: Run, step: Step | None) -> None:
    playing = run.command is Command.PLAY
    with st.container(key="train_slow_buttons", horizontal=True):
        _command_button(
            run,
            Command.STEP,
            t("Step"),
            key="train_step",
            icon=":material/skip_next:",
            explanation=t("The next of the four sub-steps."),
        )
        _command_button(
            run,
            Command.PAUSE if playing else Command.PLAY,
            t("Pause") if playing else t("Play"),
            key="train_play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            explanation=t("One sub-step after another, without a press."),
        )
        _command_button(
            run,
            Command.FULL_SPEED,
            t("Full speed"),
            key="train_full_speed",
            icon=":material/fast_forward:",
            explanation=t("Continues the run as usual."),
        )


def _command_button(
    run: Run, command: Command, label: str, *, key: str, icon: str, explanation: str
) -> None:
    st.button(
        label,
        key=key,
        type="primary" if command is Command.STEP else "secondary",
        icon=icon,
        help=explanation,
        width="stretch",
        disabled=run.state.stage is not Stage.TRAINING,
        on_click=_ask,
        args=(run, command),
    )


def _ask(run: Run, command: Command) -> None:
    services.engine().set_speed(run, command)


def names() -> dict[Substep, str]:
    """Return what the four sub-steps are called."""
    return {
        Substep.FORWARD: t("Forward"),
        Substep.LOSS: t("Loss"),
        Substep.BACKWARD: t("Backward"),
        Substep.UPDATE: t("Update"),
    }


def _where(run: Run, step: Step) -> None:
    """Say which batch it is, and light up the sub-step."""
    substeps = [(name, each is step.substep) for each, name in names().items()]
    batch = t(
        "Batch {batch} of {batches}",
        batch=number(step.batch),
        batches=number(run.batches_per_epoch),
    )
    st.html(render(WHERE, batch=batch, substeps=substeps))


def _explained(step: Step, batch_size: int) -> str:
    match step.substep:
        case Substep.FORWARD:
            return t(
                "**Forward.** The batch goes through the network. Below are the first "
                "of its {images} digits: what was written → what it says.",
                images=number(batch_size),
            )
        case Substep.LOSS:
            return t(
                "**Loss.** How wrong was it? The less it believed in the right digit, "
                "the larger the number under it. The mean over the whole batch: "
                "**{loss}**.",
                loss=number(step.loss, 3),
            )
        case Substep.BACKWARD:
            return t(
                "**Backward.** From the loss back to each weight: would the loss rise "
                "or fall if this weight grew a little? That is its gradient."
            )
        case Substep.UPDATE:
            return t(
                "**Update.** Every weight moves a little so that the loss falls. That "
                "was one batch; the next one comes."
            )


def _digits(step: Step) -> None:
    tiles = []
    for image, label, shares, loss in zip(
        step.images, step.labels, step.probabilities, step.losses, strict=True
    ):
        answer = int(shares.argmax())
        in_words = t(
            "A {label}: it says {answer} ({share}); in {label} it believes by {right}.",
            label=int(label),
            answer=answer,
            share=percent(float(shares[answer])),
            right=percent(float(shares[label])),
        )
        caption = (
            f"{label} → {answer}"
            if step.substep is Substep.FORWARD
            else number(float(loss), 2)
        )
        tiles.append(Tile(as_uint8(image), caption, alt=in_words))
    gallery(tiles, key="train_slow_digits", label=t("The first digits of the batch."))


def _weight(run: Run, step: Step) -> None:
    """Draw the filters, the chosen one enlarged, and the chosen weight in numbers."""
    visit = session()
    filters = min(SHOWN_FILTERS, len(step.updated))
    height, width = step.updated.shape[1:]
    place, row, column = visit.train.weight
    place, row, column = (
        min(place, filters - 1),
        min(row, height - 1),
        min(column, width - 1),
    )
    largest = float(np.abs(step.updated).max())
    st.markdown(t("**One weight in numbers.** Choose a filter, then a square of it."))
    gallery(
        [
            Tile(
                enlarged(coloured(one, largest), TILE_SIDE, TILE_SIDE),
                "",
                t("Filter {n}", n=number(index + 1)),
            )
            for index, one in enumerate(step.updated[:filters])
        ],
        key="train_slow_filters",
        label=t("The filters of the first layer: press one."),
        chosen=place,
        on_choose=_choose_filter,
    )
    picture, numbers = st.columns([1, 2], gap="medium")
    with picture:
        pixels(
            coloured(step.updated[place], largest),
            key="train_slow_weight",
            label=t(
                "Filter {n}, row {row}, column {column}. Arrow keys move.",
                n=number(place + 1),
                row=number(row + 1),
                column=number(column + 1),
            ),
            chosen=(row, column),
            on_choose=_choose_weight,
        )
    with numbers, st.container(key="train_slow_numbers"):
        _numbers(run, step, (place, row, column))


def _numbers(run: Run, step: Step, place: tuple[int, int, int]) -> None:
    before = float(step.weights[place])
    lines = [t("This weight: **{weight}**", weight=number(before, DECIMALS))]
    done = list(Substep).index(step.substep)
    if done >= list(Substep).index(Substep.BACKWARD):
        gradient = float(step.gradient[place])
        values = {"gradient": signed(gradient)}
        if gradient > 0:
            line = t(
                "Its gradient: **{gradient}**. If it grew, so would the loss.", **values
            )
        elif gradient < 0:
            line = t(
                "Its gradient: **{gradient}**. If it grew, the loss would fall.",
                **values,
            )
        else:
            line = t(
                "Its gradient: **{gradient}**. Now it makes no difference.", **values
            )
        lines.append(line)
    if step.substep is Substep.UPDATE:
        after = float(step.updated[place])
        lines.append(
            t(
                "{optimizer} moves it by {change}: now it is **{weight}**",
                optimizer=word_names(OPTIMIZER)[run.settings.optimizer],
                change=signed(after - before),
                weight=number(after, DECIMALS),
            )
        )
    st.markdown("\n".join(f"- {line}" for line in lines))


def signed(value: float) -> str:
    """Write a number with its sign."""
    sign = "−" if value < 0 else "+"  # noqa: RUF001  the mathematical sign
    return f"{sign}{number(abs(value), DECIMALS)}"


def _choose_filter(place: int) -> None:
    visit = session()
    visit.train.weight = (place, *visit.train.weight[1:])


def _choose_weight(row: int, column: int) -> None:
    visit = session()
    visit.train.weight = (visit.train.weight[0], row, column)
