"""The soak test: thirty visitors for an hour, with workers and web processes killed."""
