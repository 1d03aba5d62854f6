"""Turns a drawing or a photograph into the 28×28 images that a network reads."""
