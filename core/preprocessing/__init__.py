"""From a drawing or a photograph to the 28×28 images that a network reads."""
