"""Commands and configuration for whoever hosts Trazo."""
