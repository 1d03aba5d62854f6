"""Everything that can go wrong in Trazo, as data.

TrazoError
├── SettingRefused          a setting that no control could have produced
│   ├── SettingOutOfRange   a number that its slider does not offer
│   └── SettingUnknown      a word, or a list of layers, that means nothing here
├── NetworkError
│   ├── ImpossibleNetwork   a layer that the pictures no longer fit
│   └── NetworkTooBig       more parameters than a small host has room for
├── StoreError
│   ├── StoreUnavailable    the database cannot be reached, or is a newer one
│   ├── Superseded          another worker has begun the run meanwhile
│   └── WorkspaceFull       a visitor keeps as much as there is room for
├── NetworkGone             the file of a trained network is no longer there
├── DataError
│   ├── DataUnavailable     the full MNIST cannot be fetched
│   ├── DataBroken          the cached file is not MNIST
│   └── DiskFull            there is no room to keep what was made or fetched
├── DrawingError
│   ├── EmptyDrawing        no ink
│   └── BadCanvas           neither pixels nor strokes
├── UploadError
│   ├── UploadTooBig        too many bytes or too many pixels
│   ├── UploadUnreadable    not a PNG or JPEG, or cut short
│   ├── HandUnreadable      not a set of drawings, or numbers that are no pixels
│   ├── HandFull            more drawings than a visitor's own set holds
│   └── BundleUnreadable    neither a visitor's zip nor a network that sliders make
└── RunError
    ├── AlreadyTraining     another run of the same visitor goes on
    ├── LineFull            as many runs wait as can
    ├── WorkerLost          the process that trained has died
    ├── EngineUnavailable   the engine cannot be started or reached
    ├── TrainingFailed      Keras raised while training
    └── Diverged            the loss is no number any more

The exceptions carry numbers and names, never sentences for visitors:
``core.ui.text.error_messages`` says them in the visitor's language.
"""


class TrazoError(Exception):
    """Base of every error that Trazo raises on purpose."""


class SettingRefused(TrazoError):
    """A setting was given a value that its control does not offer."""

    def __init__(self, name: str, given: object, allowed: str) -> None:
        super().__init__(f"{name}={given!r} is not one of {allowed}")
        self.name = name
        self.given = given


class SettingOutOfRange(SettingRefused):
    """A number that is not one of its slider's."""

    def __init__(self, name: str, given: object, lowest: float, highest: float) -> None:
        super().__init__(name, given, f"{lowest}..{highest}")
        self.lowest = lowest
        self.highest = highest


class SettingUnknown(SettingRefused):
    """A word that is not one of those offered, or a list that cannot be read."""

    def __init__(self, name: str, given: object, allowed: tuple[str, ...]) -> None:
        super().__init__(name, given, ", ".join(allowed))
        self.allowed = allowed


class NetworkError(TrazoError):
    """A network that cannot be built."""


class ImpossibleNetwork(NetworkError):
    """A window that is larger than the picture that reaches it."""

    def __init__(self, block: int, layer: str, side: int, window: int) -> None:
        super().__init__(f"block {block}: {layer} {window} on {side} px")
        self.block = block
        self.layer = layer
        self.side = side
        self.window = window


class NetworkTooBig(NetworkError):
    """More parameters than are allowed."""

    def __init__(self, parameters: int, limit: int) -> None:
        super().__init__(f"{parameters} parameters are over the limit of {limit}")
        self.parameters = parameters
        self.limit = limit


class StoreError(TrazoError):
    """Something is not to be kept."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, or was written by a newer Trazo."""


class AttemptSuperseded(StoreError):
    """Another worker has begun the run meanwhile, or its visitor has deleted it."""


class WorkspaceFull(StoreError):
    """A visitor keeps as much as there is room for."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes are over the limit of {limit}")
        self.size = size
        self.limit = limit


class NetworkGone(TrazoError):
    """The file of a network that a run left is no longer there."""


class DataError(TrazoError):
    """The digits to learn from are not to be had."""


class DataUnavailable(DataError):
    """The full MNIST is not cached and could not be fetched."""


class DataBroken(DataError):
    """The file under MNIST's name does not hold MNIST."""


class DiskFull(DataError):
    """The disk has no room left."""


class DrawingError(TrazoError):
    """A drawing that cannot be read."""


class EmptyDrawing(DrawingError):
    """There is no ink on the canvas."""


class BadCanvas(DrawingError):
    """Something that is neither the pixels of a picture nor the strokes of a pen."""


class UploadError(TrazoError):
    """An uploaded file that cannot be used."""


class UploadTooBig(UploadError):
    """An uploaded file over the limit, in bytes or in pixels."""

    def __init__(self, size: int, limit: int, unit: str) -> None:
        super().__init__(f"{size} {unit} is over the limit of {limit}")
        self.size = size
        self.limit = limit
        self.unit = unit


class UploadUnreadable(UploadError):
    """An uploaded file that is not a whole PNG or JPEG."""


class DrawingsUnreadable(UploadError):
    """An uploaded file that holds no set of drawings."""


class TooManyDrawings(UploadError):
    """More drawings than a visitor's own set has room for."""

    def __init__(self, drawings: int, limit: int) -> None:
        super().__init__(f"{drawings} drawings are over the limit of {limit}")
        self.limit = limit


class WorkUnreadable(UploadError):
    """A file that is neither a zip of somebody's work nor a network of ours."""


class RunError(TrazoError):
    """A training run that could not go on."""


class AlreadyTraining(RunError):
    """A visitor has a run that is not over, perhaps in another tab."""


class QueueFull(RunError):
    """As many runs wait as can."""

    def __init__(self, runs: int) -> None:
        super().__init__(f"{runs} runs wait")
        self.runs = runs


class WorkerLost(RunError):
    """The worker process died during the run."""


class EngineUnavailable(RunError):
    """The engine could not be started or reached."""


class TrainingFailed(RunError):
    """The training code raised; the message holds the original error."""


class Diverged(RunError):
    """The loss has grown until it is no number any more; the network is worthless."""
