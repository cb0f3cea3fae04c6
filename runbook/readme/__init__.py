"""Generated blocks in Markdown that belongs to somebody else."""
