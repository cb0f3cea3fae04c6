"""The descriptor: found, read, checked, and turned into the model. Only here is pydantic used."""
