"""Outages of the database under a running Trazo, really caused."""
