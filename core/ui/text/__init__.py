"""Words: translation, error messages, lessons, names of settings."""
