"""What can be done, split by what it is done to."""
