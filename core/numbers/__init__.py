"""Reads a drawing as one digit, as a number or as marks, by evidence."""
