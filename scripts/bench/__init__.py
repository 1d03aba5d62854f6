"""The benchmark: ``python -m scripts.bench``. What a visitor waits for, measured."""
