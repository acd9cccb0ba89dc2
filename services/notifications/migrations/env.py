"""Alembic's entry; the chassis runs the migrations."""

from chassis.work import run_env

run_env()
