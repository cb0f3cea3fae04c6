"""The rules: one small file each, found automatically; a rule answers rather than complains."""
