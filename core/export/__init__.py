"""Exports a run as Python: the code of each step, a script and a notebook."""
