"""Evaluates networks on test digits, on corrupted digits, and with filters removed."""
