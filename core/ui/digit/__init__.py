"""A digit that comes in, and the answer: shared by Draw and Inside."""
