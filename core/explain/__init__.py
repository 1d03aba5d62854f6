"""What happens inside a network: activations, occlusion, embedding, nearest images."""
