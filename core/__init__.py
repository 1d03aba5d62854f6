"""The logic of Trazo; only ``core.ui`` draws pages."""
