"""The exceptions that Trazo raises.

TrazoError
├── SettingRefused          a value that no widget offers
│   ├── SettingOutOfRange   a number that the slider does not offer
│   └── SettingUnknown      an unknown option, or an invalid list of layers
├── NetworkError
│   ├── ImpossibleNetwork   a layer's window is larger than its input
│   └── NetworkTooBig       too many parameters for a small host
├── StoreError
│   ├── StoreUnavailable    the database cannot be reached, or has a newer schema
│   │   ├── StoreBusy       another process has locked the database for too long
│   │   └── StoreRefused    the database does not accept the values
│   ├── AttemptSuperseded   another worker has claimed the run, or it was deleted
│   ├── WorkspaceDeleted    the visitor has deleted the work, in another tab perhaps
│   ├── CodeUnknown         an address or a code leads to no work
│   └── OutOfSpace          WorkspaceFull: of the visitor; StoreFull: of all visitors
├── NetworkGone             the file of a trained network is missing
├── DataError
│   ├── DataUnavailable     full MNIST cannot be downloaded
│   ├── DataBroken          the cached file is not MNIST
│   └── DiskFull            the disk has no room for a file
├── DrawingError
│   ├── DrawingsLeftOut     drawings of an outage for which there is no room
│   ├── EmptyDrawing        the drawing has no ink
│   └── BadCanvas           the value is neither pixels nor strokes
├── UploadError
│   ├── UploadTooBig        too many bytes or too many pixels
│   ├── UploadTooHeavy      the file takes too much memory to open
│   ├── UploadTooSlow       the file takes too long to open
│   ├── UploadsBusy         too many files wait to be opened
│   ├── UploadUnreadable    the file is not a PNG or JPEG, or is truncated
│   ├── DrawingsUnreadable  the file is not a set of drawings
│   ├── TooManyDrawings     more drawings than a visitor's own set can hold
│   └── WorkUnreadable      the file is neither saved work nor one of Trazo's networks
├── RoomError               something in a room: see `core.rooms.errors`
├── JobsFull                the line of short jobs has no room for another
├── JobTooSlow              a short job took too long, and was ended
├── JobDropped              nobody had a page open any more to wait for the job
└── RunError
    ├── AlreadyTraining     the visitor already has an unfinished run
    ├── TooManyRuns         QueueFull: in all; AddressFull: of one network address
    ├── WorkerLost          the worker process died
    ├── EngineUnavailable   the engine cannot be started or reached
    ├── TrainingFailed      Keras raised an exception while training
    └── Diverged            the loss is NaN or infinite

The exceptions carry numbers and names, never sentences for visitors:
``core.ui.text.error_messages`` has those in the visitor's language.
"""


class TrazoError(Exception):
    """Base of every error that Trazo raises on purpose."""


class SettingRefused(TrazoError):
    """A setting has a value that its widget does not offer."""

    def __init__(self, name: str, given: object, allowed: str) -> None:
        super().__init__(f"{name}={given!r} is not one of {allowed}")
        self.name = name
        self.given = given


class SettingOutOfRange(SettingRefused):
    """A number that the setting's slider does not offer."""

    def __init__(self, name: str, given: object, lowest: float, highest: float) -> None:
        super().__init__(name, given, f"{lowest}..{highest}")
        self.lowest = lowest
        self.highest = highest


class SettingUnknown(SettingRefused):
    """An unknown option, or a list of layers that cannot be parsed."""

    def __init__(self, name: str, given: object, allowed: tuple[str, ...]) -> None:
        super().__init__(name, given, ", ".join(allowed))
        self.allowed = allowed


class NetworkError(TrazoError):
    """The network cannot be built."""


class ImpossibleNetwork(NetworkError):
    """A layer's window is larger than the image that it receives."""

    def __init__(self, block: int, layer: str, side: int, window: int) -> None:
        super().__init__(f"block {block}: {layer} {window} on {side} px")
        self.block = block
        self.layer = layer
        self.side = side
        self.window = window


class NetworkTooBig(NetworkError):
    """The network has more parameters than allowed."""

    def __init__(self, parameters: int, limit: int) -> None:
        super().__init__(f"{parameters} parameters are over the limit of {limit}")
        self.parameters = parameters
        self.limit = limit


class StoreError(TrazoError):
    """The store cannot save or read something."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, or was written by a newer Trazo."""


class StoreBusy(StoreUnavailable):
    """Another process has locked the database for longer than we wait."""


class StoreRefused(StoreUnavailable):
    """The database does not accept these values; trying again does not help."""


class AttemptSuperseded(StoreError):
    """Another worker has claimed the run since, or its visitor has deleted it."""


class WorkspaceDeleted(StoreError):
    """The visitor has deleted this work, perhaps in another tab: nothing is added."""


class CodeUnknown(StoreError):
    """An address or a code of a workspace leads to none, or to none any more."""


class OutOfSpace(StoreError):
    """What is stored has reached its size limit."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes are over the limit of {limit}")
        self.size = size
        self.limit = limit


class WorkspaceFull(OutOfSpace):
    """The visitor's work has reached its size limit."""


class StoreFull(OutOfSpace):
    """The work of all visitors together has reached its size limit."""


class NetworkGone(TrazoError):
    """The file of a trained network no longer exists."""


class DataError(TrazoError):
    """The data set cannot be used."""


class DataUnavailable(DataError):
    """Full MNIST is not cached and could not be downloaded."""


class DataBroken(DataError):
    """The cached file is not MNIST."""


class DiskFull(DataError):
    """The disk has no room left."""


class DrawingError(TrazoError):
    """The drawing cannot be read."""


class DrawingsLeftOut(DrawingError):
    """Drawings were made during an outage, and there is no room for some of them."""

    def __init__(self, drawings: int, limit: int) -> None:
        super().__init__(f"{drawings} drawings are beyond the limit of {limit}")
        self.drawings = drawings
        self.limit = limit


class EmptyDrawing(DrawingError):
    """The canvas has no ink."""


class BadCanvas(DrawingError):
    """The value is neither the pixels of a picture nor the strokes of a pen."""


class UploadError(TrazoError):
    """The uploaded file cannot be used."""


class UploadTooBig(UploadError):
    """The uploaded file exceeds a limit.

    The unit is ``bytes``, ``pixels`` or ``batches``.
    """

    def __init__(self, size: int, limit: int, unit: str) -> None:
        super().__init__(f"{size} {unit} is over the limit of {limit}")
        self.size = size
        self.limit = limit
        self.unit = unit


class UploadTooHeavy(UploadError):
    """The uploaded file takes more memory to open than a file may."""


class UploadTooSlow(UploadError):
    """The uploaded file takes longer to open than a file may."""


class UploadsBusy(UploadError):
    """Too many uploaded files wait to be opened."""


class UploadUnreadable(UploadError):
    """The uploaded file is not a PNG or JPEG, or is truncated."""


class DrawingsUnreadable(UploadError):
    """The uploaded file does not hold a set of drawings."""


class TooManyDrawings(UploadError):
    """A visitor's own set would have more drawings than allowed."""

    def __init__(self, drawings: int, limit: int) -> None:
        super().__init__(f"{drawings} drawings are over the limit of {limit}")
        self.drawings = drawings
        self.limit = limit


class WorkUnreadable(UploadError):
    """The uploaded file is neither saved work nor one of Trazo's networks."""


class JobsFull(TrazoError):
    """The line of short jobs has no room for another one."""

    def __init__(self, jobs: int) -> None:
        super().__init__(f"{jobs} jobs wait")
        self.jobs = jobs


class JobTooSlow(TrazoError):
    """A short job took longer than one may, and was ended."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"more than {seconds:g} seconds")
        self.seconds = seconds


class JobDropped(TrazoError):
    """Nobody had a page open any more to wait for the job."""


class RunError(TrazoError):
    """A training run could not start or continue."""


class AlreadyTraining(RunError):
    """The visitor already has an unfinished run, perhaps in another tab."""


class TooManyRuns(RunError):
    """As many runs wait as can."""

    def __init__(self, runs: int) -> None:
        super().__init__(f"{runs} runs wait")
        self.runs = runs


class QueueFull(TooManyRuns):
    """The queue has no room for another run."""


class AddressFull(TooManyRuns):
    """The queue has no room for another run of one network address."""


class WorkerLost(RunError):
    """The worker process died during the run."""


class EngineUnavailable(RunError):
    """The engine could not be started or reached."""


class TrainingFailed(RunError):
    """The training code raised an exception, whose text is the message."""


class Diverged(RunError):
    """The loss became NaN or infinite, so the network is useless."""
