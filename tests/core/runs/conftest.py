"""Runs that take next to no time."""

from tests.support.training_fixtures import few_digits, keras_file_alone

__all__ = ["few_digits", "keras_file_alone"]
