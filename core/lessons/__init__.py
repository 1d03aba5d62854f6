"""The lessons of the eight steps, in Markdown, with one folder per language."""
