"""The benchmark of what visitors wait for: ``python -m scripts.bench``."""
