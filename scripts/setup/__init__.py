"""Installers of what the tests need, which make runs once."""
