"""Observed settings of the forge: what a read-only script wrote down."""
