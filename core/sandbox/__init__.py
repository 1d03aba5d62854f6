"""Opens the files of visitors in a process of its own, with limits."""
