"""What passes between processes arrives as it was sent, or is refused whole."""

import random
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec
import numpy as np
import pytest

from core.arrays.messages import PackedArray
from core.runs.messages import (
    BadMessage,
    JobStarted,
    RunReported,
    decode_event,
    encode,
)
from core.runs.progress import EpochResult, Report, Stage
from core.runs.slow_motion import Step, Substep
from core.runs.snapshots import Snapshot

DAMAGED = 3000
NO_EPOCHS: Any = (object(),)


def step(chance: np.random.Generator) -> Step:
    """Return a step as a worker makes it."""
    pictures = chance.random((8, 28, 28), np.float32)
    weights = chance.standard_normal((4, 3, 3), np.float32)
    return Step(
        batch=3,
        substep=Substep.BACKWARD,
        images=pictures,
        labels=chance.integers(0, 10, 8, np.uint8),
        probabilities=chance.random((8, 10), np.float32),
        losses=chance.random(8, np.float32),
        loss=1.5,
        weights=weights,
        gradient=-weights,
        updated=weights + 1,
        playing=True,
    )


def report(seed: int) -> Report:
    """Return a report with something in every field, of random numbers."""
    chance = np.random.default_rng(seed)
    losses = tuple(chance.random(int(chance.integers(0, 50))).tolist())
    moment = Snapshot(
        7,
        chance.random((int(chance.integers(0, 5)), 10), np.float32),
        chance.standard_normal((4, 3, 3), np.float32),
    )
    return Report(
        run_id=f"{seed:032x}",
        stage=random.Random(seed).choice(list(Stage)),
        epoch=2,
        losses=losses,
        accuracies=losses,
        epochs=(EpochResult(1, 0.5, 0.9, float("inf"), 0.8, 2.5),),
        images_per_second=10.5,
        seconds_left=None,
        moments=(moment, moment),
        step=step(chance),
        again=1,
    )


def same(one: Any, other: Any) -> bool:
    """Compare two values, arrays and dataclasses without equality included."""
    if is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, each.name), getattr(other, each.name))
            for each in fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("seed", range(20))
def test_a_report_arrives_as_it_was_sent(seed):
    sent = report(seed)
    arrived = decode_event(encode(RunReported(sent)))
    assert isinstance(arrived, RunReported)
    assert same(arrived.report, sent)


def test_the_start_of_a_job_arrives():
    assert decode_event(encode(JobStarted("abc"))) == JobStarted("abc")


def test_a_damaged_message_is_refused_or_has_values_of_the_right_types():
    whole = encode(RunReported(report(1)))
    chance = random.Random(1)
    refused = 0
    for _ in range(DAMAGED):
        spoilt = bytearray(whole)
        # Most of the bytes are an array's data, where any value is a number.
        place = chance.choice((chance.randrange(len(whole)), chance.randrange(400)))
        spoilt[place] = chance.randrange(256)
        try:
            event = decode_event(bytes(spoilt))
        except BadMessage:
            refused += 1
        else:
            assert isinstance(event, RunReported)
            found = event.report
            assert all(type(loss) is float for loss in found.losses)
            assert found.epoch >= 0
            assert found.step is None or found.step.images.ndim == 3
    assert refused > DAMAGED / 20


@pytest.mark.parametrize("seed", range(5))
def test_a_message_that_is_cut_short_is_refused(seed):
    whole = encode(RunReported(report(seed)))
    for _ in range(50):
        with pytest.raises(BadMessage):
            decode_event(whole[: random.Random(seed).randrange(len(whole))])


@pytest.mark.parametrize(
    "data", [None, {"report": {}}, "report", b"", b"\x80", b"\xc1", bytearray(b"\x80")]
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(BadMessage):
        decode_event(data)


def said(**changes: object) -> bytes:
    """Return a report's message in which some fields of the report are others."""
    plain = msgspec.msgpack.decode(encode(RunReported(report(3))))
    plain["report"] |= changes
    return msgspec.msgpack.encode(plain)


@pytest.mark.parametrize(
    "changes",
    [
        {"run_id": 3},
        {"run_id": ""},
        {"run_id": "a" * 65},
        {"stage": "dreaming"},
        {"epoch": -1},
        {"epoch": 1.5},
        {"losses": ["much"]},
        {"losses": 2.0},
        {"epochs": [{"epoch": 1}]},
        {"again": -1},
        {"step": {"batch": 1}},
        {"moments": [None]},
    ],
)
def test_a_report_with_a_value_that_no_run_has_is_refused(changes):
    assert decode_event(said())
    with pytest.raises(BadMessage):
        decode_event(said(**changes))


@pytest.mark.parametrize(
    "array",
    [
        PackedArray("float64", (1, 10), bytes(80)),
        PackedArray("object", (1, 10), bytes(80)),
        PackedArray("float32", (10,), bytes(40)),
        PackedArray("float32", (1, 10), bytes(39)),
        PackedArray("float32", (-1, -10), bytes(40)),
        PackedArray("float32", (2**40, 2**40), b""),
    ],
)
def test_an_array_of_another_kind_is_refused(array):
    right = PackedArray("float32", (1, 10), bytes(40))
    filters = PackedArray("float32", (1, 1, 1), bytes(4))
    for probabilities in (right, array):
        moment = {"batch": 1, "probabilities": probabilities, "filters": filters}
        message = said(moments=[moment])
        if probabilities is right:
            assert decode_event(message)
        else:
            with pytest.raises(BadMessage):
                decode_event(message)


def test_an_object_of_python_is_never_sent():
    with pytest.raises(NotImplementedError):
        encode(RunReported(replace(report(1), epochs=NO_EPOCHS)))


def test_messages_need_no_tensorflow_and_no_dask():
    code = (
        "import sys, core.runs.messages\n"
        "print({'tensorflow', 'keras', 'distributed'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
