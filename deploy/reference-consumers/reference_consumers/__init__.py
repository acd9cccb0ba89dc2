"""Outsiders that read our topics and answer on their own: accounting and production."""
