"""Handwriting to train and test the shipped network with; for development only."""
