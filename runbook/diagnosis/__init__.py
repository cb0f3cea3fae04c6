"""From a failing log to the one thing to change first."""
