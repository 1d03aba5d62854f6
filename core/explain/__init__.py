"""Explains a network's answers: activations, occlusion, embedding, nearest images."""
