"""What the templates are given: plain, filled values, ready to be escaped and shown."""
