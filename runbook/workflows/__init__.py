"""The workflow files of a plan: composed as data, written as YAML, so nothing can be injected."""
