"""The images that networks are trained and tested on."""
