"""Commands and configuration for hosting Trazo."""
