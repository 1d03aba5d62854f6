"""The page for teachers, and the sheets to print."""
