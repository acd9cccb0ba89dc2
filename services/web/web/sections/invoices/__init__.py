"""Invoices, and payments that fit none."""
