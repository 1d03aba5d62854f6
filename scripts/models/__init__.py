"""Train, evaluate and describe the networks that Trazo ships."""
