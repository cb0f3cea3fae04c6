"""Turns pages into a MkDocs site that works without a network, also when opened as a file."""
