"""The page of those who teach, and the one that a projector shows."""
