"""The currencies that documents may be written in."""
