"""Playing an event against a world: what starts, what stops it, and what the user will see."""
