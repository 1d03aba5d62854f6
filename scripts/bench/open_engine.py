"""An engine that the measured processes share: it asks nobody for a key."""

from core.engine.__main__ import main

if __name__ == "__main__":
    main(is_open=True)
