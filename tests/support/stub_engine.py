"""An engine whose workers carry a stub in place of TensorFlow.

Everything else is real: the engine's process, Dask's scheduler, its nanny and its
workers, the store, leases, reports and checkpoints. A worker is ready in a second, and
a run takes as long as a test wants it to (`tests.support.stub_training`).
"""

import functools

from core.engine.__main__ import PRELOAD, main
from core.engine.engine_process import EngineProcess

MODULE = "tests.support.stub_engine"
STUB = "tests.support.stub_worker"

# Given to `core.engine.engine.Engine` as `start_process`.
start_stub_process = functools.partial(EngineProcess, MODULE)
# One that several processes may share, as they share a cluster.
start_open_process = functools.partial(EngineProcess, "tests.support.open_stub_engine")

if __name__ == "__main__":
    main((*PRELOAD, STUB))
