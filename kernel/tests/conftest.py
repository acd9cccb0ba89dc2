"""Fixtures of the chassis for the kernel's tests: a server, databases, settings."""

from chassis.tests.conftest import connection, database_url, settings, stock

__all__ = ["connection", "database_url", "settings", "stock"]
