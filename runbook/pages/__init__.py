"""Which pages there are, and how values get into them without becoming anything else."""
