"""The service notifications."""
