"""Rates between forms and services: people type per cent, services take fractions of one. Pure."""

from decimal import Decimal, InvalidOperation


def percent(value: str) -> str:
    """``0.19`` as ``19``."""
    return f"{(Decimal(value) * 100).normalize():f}"


def fraction(typed: str) -> str:
    """``19`` or ``7,5`` as ``0.19`` or ``0.075``; what is no number stays."""
    try:
        return f"{Decimal(typed.replace(',', '.')) / 100:f}"
    except InvalidOperation:
        return typed
