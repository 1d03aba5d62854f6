"""The worker's side: the only package that imports Keras and TensorFlow."""
