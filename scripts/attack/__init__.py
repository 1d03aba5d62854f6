"""Attacks on a running Trazo that a review once found, as a repeatable suite."""
