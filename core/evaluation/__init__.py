"""How well a network does: on test digits, on damaged ones, with filters removed."""
