"""A diagnosis for people and for machines: one small file a form."""
