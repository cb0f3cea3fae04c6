"""Compiles a project descriptor into proven documents and checks for trusted publishing."""

__version__ = "0.1.0"

# Where editors get the JSON Schema of a descriptor; the other addresses are in pyproject.toml.
SCHEMA_ADDRESS = (
    "https://raw.githubusercontent.com/runbook-compiler/runbook/main/site/runbook.schema.json"
)
