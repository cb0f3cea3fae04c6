"""GitHub's expressions, evaluated as far as they can be known.

Source: actions/runner src/Sdk/Expressions@258d6c8.
"""
