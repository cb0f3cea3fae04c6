"""First publications in an order that keeps the registries' limits."""
