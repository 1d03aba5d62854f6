"""The page on which a class joins, and draws for the class set."""
