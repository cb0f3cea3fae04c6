"""What a workflow file says: a typed model in which every node knows its line and column."""
