"""A run as Python: the code of each step, the whole as a script and as a notebook."""
