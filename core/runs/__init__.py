"""What is known about a run: progress, history, snapshots, diagnosis."""
