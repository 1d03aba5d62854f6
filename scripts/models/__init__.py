"""Trains, evaluates and describes the networks that Trazo ships."""
