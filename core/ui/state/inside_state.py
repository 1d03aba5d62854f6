"""What a visitor looks at on the Inside page, as the visit remembers it."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import TrazoError
from core.evaluation.corruptions import Corruption, Strengths
from core.explain.embedding import Method
from core.ui.state.page_state import SHIPPED


class Look(StrEnum):
    """What the Inside page looks at: one idea a screen."""

    LAYERS = "layers"
    INK = "ink"
    ALIKE = "alike"
    BREAK = "break"


class Breakable(StrEnum):
    """What the Inside page breaks."""

    DIGIT = "digit"
    NETWORK = "network"


@dataclass(frozen=True)
class Broken:
    """What the Inside page has broken.

    Attributes:
        looked_at: Which of the two is on show.
        strengths: How much the digit is disturbed.
        curve: The disturbance whose effect on the test digits is drawn.
        layer: Place of the convolution whose filters are on show; None for the first.
        network: The one that `off` belongs to.
        off: Its filters that are switched off: place of the layer, and of the filter.
    """

    looked_at: Breakable = Breakable.DIGIT
    strengths: Strengths = field(default_factory=Strengths)
    curve: Corruption = Corruption.ROTATION
    layer: int | None = None
    network: str = SHIPPED
    off: frozenset[tuple[int, int]] = frozenset()

    def off_in(self, network: str) -> frozenset[tuple[int, int]]:
        """Return the filters of a network that are off: another one is whole."""
        return self.off if network == self.network else frozenset()

    def anything(self, network: str) -> bool:
        """Say whether the digit or this network is not whole."""
        return self.strengths != Strengths() or bool(self.off_in(network))


@dataclass(frozen=True)
class EmbeddingState:
    """What the map of test digits shows.

    Attributes:
        method: How it is laid out.
        digit: Which test digit is chosen on it; None while none is.
    """

    method: Method = Method.TSNE
    digit: int | None = None


@dataclass
class InsideState:
    """What the Inside page looks at.

    Attributes:
        look: Which of its parts is open.
        layer: Place of the layer whose map or neuron is chosen; None while none is.
        channel: Which of them.
        row: Of the pixel that is worked out.
        column: Of that pixel.
        digit: Whose ink is looked for, 0 to 9; None for the runner-up's.
        ink: Row and column of the pixel of the drawing that words describe; None
            for the one with most ink.
        broken: What it has broken.
        embedding: What its map of test digits shows.
        map_error: Why the last map was not asked for; None where it was.
    """

    look: Look = Look.LAYERS
    layer: int | None = None
    channel: int = 0
    row: int = 0
    column: int = 0
    digit: int | None = None
    ink: tuple[int, int] | None = None
    broken: Broken = field(default_factory=Broken)
    embedding: EmbeddingState = field(default_factory=EmbeddingState)
    map_error: TrazoError | None = None
