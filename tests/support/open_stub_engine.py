"""The engine of `tests.support.stub_engine`, for everybody who knows its address."""

from core.engine.__main__ import PRELOAD, main
from tests.support.stub_engine import STUB

if __name__ == "__main__":
    main((*PRELOAD, STUB), is_open=True)
