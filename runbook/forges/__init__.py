"""The forges: their workflow syntax and what it means. Imports nothing of the registries."""
