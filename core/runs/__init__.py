"""The data of a run: progress, history, snapshots and diagnosis."""
