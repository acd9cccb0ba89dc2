"""Measures a stack of its own, as the supervisor runs it, beside bare yardsticks in the same run."""
