"""The images that networks learn from and are tested on."""
