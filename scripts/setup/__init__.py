"""What make needs once."""
