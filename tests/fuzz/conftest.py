"""In `make test`, each property tries a few examples, the same every time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "few",
    max_examples=60,
    derandomize=True,
    database=None,
    # The first example of a picture loads the network that reads it.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("few")
