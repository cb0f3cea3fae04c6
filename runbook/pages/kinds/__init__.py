"""The page types of a project: one module each, found automatically."""
