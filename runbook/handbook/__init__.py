"""A site of one project or of many."""
