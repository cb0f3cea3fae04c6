"""A checkout read into a Repository: what the project's files really say."""
