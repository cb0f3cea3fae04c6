"""What was last confirmed at the registries: ``runbook.records.yaml``."""
