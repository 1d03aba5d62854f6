"""Arrays as bytes: messages between processes, and NumPy's .npz files."""
