"""The demo: a small company, and one deal from the lead to the payment, by ordinary HTTP calls alone."""

from samples.demo.telling import run

__all__ = ["run"]
