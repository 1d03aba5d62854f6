"""The lessons of the eight steps, in Markdown, one folder a language."""
