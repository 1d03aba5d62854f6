"""Rooms: a teacher and a class who work with Trazo at the same time."""
