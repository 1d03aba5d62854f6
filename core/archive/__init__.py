"""A visitor's work as one zip file: written, read and validated."""
