"""A service as small as can be, for the supervisor to start, lose and replace."""
