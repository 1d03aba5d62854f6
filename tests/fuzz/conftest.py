"""In `make test`, each property tries a few examples, always the same ones."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "few",
    max_examples=60,
    derandomize=True,
    database=None,
    # No deadline: the first example loads a network.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("few")
