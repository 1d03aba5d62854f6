"""Handwriting to train and to measure the shipped network on; development only."""
