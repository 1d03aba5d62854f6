"""Converts arrays to bytes, for messages between processes and for .npz files."""
