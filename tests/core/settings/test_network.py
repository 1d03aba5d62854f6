"""A network has only values that widgets offer; errors name the impossible layer."""

import pytest

from core.errors import (
    ImpossibleNetwork,
    NetworkTooBig,
    SettingOutOfRange,
    SettingRefused,
    SettingUnknown,
)
from core.settings.layers import Kind
from core.settings.network import (
    MOST_BLOCKS,
    MOST_DENSE,
    Block,
    NetworkSpec,
    parse_blocks,
    parse_dense,
)

POOLED = Block(32, 3, Kind.MAX_POOLING)
WHOLE = Block(4, 3)


def test_the_default_is_the_network_of_the_article():
    plan = NetworkSpec().plan()
    assert [(layer.kind, layer.shape, layer.parameters) for layer in plan.layers] == [
        (Kind.CONVOLUTION, (26, 26, 32), 320),
        (Kind.MAX_POOLING, (13, 13, 32), 0),
        (Kind.FLATTEN, (5408,), 0),
        (Kind.DENSE, (128,), 692_352),
        (Kind.DENSE, (10,), 1290),
    ]
    assert plan.parameters == 693_962
    assert plan.error is None


def test_multiplications_are_those_of_every_window_and_every_connection():
    assert [layer.multiplications for layer in NetworkSpec().layers()] == [
        3 * 3 * 1 * 32 * 26 * 26,
        0,
        0,
        5408 * 128,
        128 * 10,
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        (Block(5, 3, Kind.MAX_POOLING),),
        (Block(32, 4, Kind.MAX_POOLING),),
        (Block(0, 3, Kind.MAX_POOLING),),
        (WHOLE,) * (MOST_BLOCKS + 1),
    ],
)
def test_blocks_that_no_control_offers_are_refused(blocks):
    with pytest.raises(SettingUnknown) as refusal:
        NetworkSpec(blocks=blocks)
    assert refusal.value.name == "blocks"


@pytest.mark.parametrize("dense", [(100,), (0,), (10**9,), (16,) * (MOST_DENSE + 1)])
def test_dense_layers_that_no_control_offers_are_refused(dense):
    with pytest.raises(SettingUnknown) as refusal:
        NetworkSpec(dense=dense)
    assert refusal.value.name == "dense"


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("activation", "softmax", SettingUnknown),
        ("batch_norm", "yes", SettingUnknown),
        ("batch_norm", 1, SettingUnknown),
        ("dropout", 3, SettingOutOfRange),
        ("dropout", 75, SettingOutOfRange),
        ("dropout", 0.5, SettingOutOfRange),
    ],
)
def test_values_that_no_control_offers_are_refused(name, value, error):
    with pytest.raises(error) as refusal:
        NetworkSpec(**{name: value})
    assert refusal.value.name == name


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ((), "none"),
        ((POOLED,), "32x3p"),
        ((Block(8, 5), POOLED), "8x5-32x3p"),
        ((Block(64, 7, Kind.MAX_POOLING),) * 4, "64x7p-64x7p-64x7p-64x7p"),
    ],
)
def test_blocks_come_back_from_a_link_as_they_were_written(blocks, text):
    assert NetworkSpec(blocks=blocks).write_blocks() == text
    assert parse_blocks(text) == blocks


@pytest.mark.parametrize(
    ("dense", "text"), [((), "none"), ((128,), "128"), ((512, 64, 16), "512-64-16")]
)
def test_dense_layers_come_back_from_a_link_as_they_were_written(dense, text):
    assert NetworkSpec(dense=dense).write_dense() == text
    assert parse_dense(text) == dense


@pytest.mark.parametrize(
    "text", ["", "-", "x", "32", "32x", "x3p", "32x3q", "9" * 5000]
)
def test_what_does_not_read_like_blocks_is_refused(text):
    with pytest.raises(SettingRefused):
        parse_blocks(text)


@pytest.mark.parametrize("text", ["", "-", "128-", "1e2", "9" * 5000])
def test_what_does_not_read_like_dense_layers_is_refused(text):
    with pytest.raises(SettingRefused):
        parse_dense(text)


def test_a_convolution_larger_than_its_picture_names_its_block():
    error = (
        NetworkSpec((POOLED, POOLED, POOLED, Block(8, 7, Kind.MAX_POOLING)))
        .plan()
        .error
    )
    assert isinstance(error, ImpossibleNetwork)
    assert (error.block, error.layer) == (3, Kind.CONVOLUTION)
    assert (error.side, error.window) == (1, 7)


def test_a_pooling_with_one_pixel_left_names_its_block():
    error = NetworkSpec((POOLED, POOLED, Block(8, 5, Kind.MAX_POOLING))).plan().error
    assert isinstance(error, ImpossibleNetwork)
    assert (error.block, error.layer) == (2, Kind.MAX_POOLING)
    assert (error.side, error.window) == (1, 2)


def test_the_layers_up_to_the_broken_one_are_planned():
    plan = NetworkSpec((POOLED, POOLED, POOLED, POOLED)).plan()
    assert plan.layers[-1].shape == (1, 1, 32)
    assert plan.layers[-1].block == 2


def test_a_broken_network_raises_what_is_wrong_with_it():
    with pytest.raises(ImpossibleNetwork):
        NetworkSpec((POOLED, POOLED, POOLED, POOLED)).layers()


def test_a_network_that_is_too_big_is_told_with_all_its_layers():
    plan = NetworkSpec((Block(64, 3),), (512,)).plan()
    assert isinstance(plan.error, NetworkTooBig)
    assert plan.error.parameters == plan.parameters > plan.error.limit
    assert plan.layers[-1].shape == (10,)
