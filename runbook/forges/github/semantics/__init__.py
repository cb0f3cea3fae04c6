"""What GitHub does with a workflow: filters, policies, permissions, expressions, claims."""
