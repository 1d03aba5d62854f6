"""Puts the stub in place of TensorFlow: ``--preload tests.support.stub_worker``."""

import sys
import types


def dask_setup(worker: object) -> None:
    """Have the worker's own code find the stub where Keras would be.

    Called by Dask before the first task, after `core.training.preload`.
    """
    keras = types.ModuleType("keras")
    # All that the real callbacks take from Keras.
    keras.callbacks = types.SimpleNamespace(Callback=object)  # type: ignore[attr-defined]  # a stub
    sys.modules["keras"] = keras
    # "There is none": code that imports it after all fails.
    sys.modules["tensorflow"] = None  # type: ignore[assignment]  # as said above
    from tests.support import stub_training  # noqa: PLC0415  now that there is a keras

    for name in ("fit", "fine_tuning", "embedding", "import_model"):
        sys.modules[f"core.training.{name}"] = stub_training
