"""The words of the design as frozen data. No logic beyond what a value says of itself, no I/O."""
