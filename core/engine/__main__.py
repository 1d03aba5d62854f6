"""The engine's own process: ``python -m core.engine``.

Starts a Dask scheduler and lets one worker come and go with the work; they listen on
this machine's loopback address alone. Other users of the machine can reach that, and
who talks to a Dask scheduler runs code as its user: both speak TLS, with keys that
are made at each start. The first line of output has the scheduler's address and the
keys. The process ends when its standard input closes, which happens when the process
that started it ends, however that ends.
"""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import dask
import msgspec
from distributed import LocalCluster
from distributed.security import Security

from core import paths
from core.config import Config
from core.engine.engine_process import Ready
from core.engine.temp_dir import temp_dir

CHECK_SECONDS = 0.25

PRELOAD = ("core.training.preload",)
# As the workers of a cluster have it.
CONFIG = Path(__file__).parent / "dask.yaml"


# Dask's pages about tasks and workers need no key.
NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


def main(preload: Sequence[str] = PRELOAD, *, is_open: bool = False) -> None:
    """Serve until standard input closes.

    Args:
        preload: Modules that every worker loads before its first task.
        is_open: Whether everybody may use it, without keys: for measurements and tests
            in which several processes share an engine.
    """
    # Ctrl-C reaches every process of a terminal: the web process takes it, and this
    # one and its worker end with it, quietly.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    config = Config.from_environment()
    paths.make_private()
    keys = None if is_open else Security.temporary()
    dask.config.update(dask.config.config, dask.config.collect([str(CONFIG)], env={}))
    with (
        temp_dir() as folder,
        dask.config.set({"temporary-directory": str(folder), **NO_PAGES}),
        LocalCluster(
            n_workers=0,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            preload=list(preload),
            security=keys,
            silence_logs=30,
        ) as cluster,
    ):
        cluster.adapt(
            minimum=0,
            maximum=1,
            interval=f"{CHECK_SECONDS}s",
            wait_count=max(1, round(config.idle_seconds / CHECK_SECONDS)),
        )
        ready = Ready(address=cluster.scheduler_address)
        if keys is not None:
            ready = msgspec.structs.replace(
                ready, certificate=keys.tls_client_cert, key=keys.tls_client_key
            )
        sys.stdout.buffer.write(msgspec.json.encode(ready) + b"\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
