"""The rules: one small file each, found automatically. A rule answers; it does not only complain."""
