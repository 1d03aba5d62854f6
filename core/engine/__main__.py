"""The engine's own process: ``python -m core.engine``.

Starts a Dask scheduler and lets one worker come and go with the work; they listen on
this machine's loopback address alone. Prints the scheduler's address on its first line,
and ends when its standard input closes, which happens when the process that started it
ends, however that ends.
"""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import dask
from distributed import LocalCluster

from core.config import Config
from core.engine.temp_dir import temp_dir

CHECK_SECONDS = 0.25

PRELOAD = ("core.training.preload",)
# As the workers of a cluster have it.
CONFIG = Path(__file__).parent / "dask.yaml"


def main(preload: Sequence[str] = PRELOAD) -> None:
    """Serve until standard input closes.

    Args:
        preload: Modules that every worker loads before its first task.
    """
    # Ctrl-C reaches every process of a terminal: the web process takes it, and this
    # one and its worker end with it, quietly.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    config = Config.from_environment()
    dask.config.update(dask.config.config, dask.config.collect([str(CONFIG)], env={}))
    with (
        temp_dir() as folder,
        dask.config.set({"temporary-directory": str(folder)}),
        LocalCluster(
            n_workers=0,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            preload=list(preload),
            silence_logs=30,
        ) as cluster,
    ):
        cluster.adapt(
            minimum=0,
            maximum=1,
            interval=f"{CHECK_SECONDS}s",
            wait_count=max(1, round(config.idle_seconds / CHECK_SECONDS)),
        )
        print(cluster.scheduler_address, flush=True)  # noqa: T201  read by its parent
        sys.stdin.read()


if __name__ == "__main__":
    main()
