"""The registries: one module and one data file each. Imports nothing of the forges."""
