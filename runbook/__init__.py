"""Compiles a project descriptor into proven documents and checks for trusted publishing."""

__version__ = "0.1.0"
