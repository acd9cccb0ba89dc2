"""Copies of people, roles, ended sign-ins and clients' territories, by which every service decides.

The chassis' own scripts make them, in every service's database.
"""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, MetaData, Table, Text, Uuid, text

metadata = MetaData()

access_person = Table(
    "access_person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("team_id", Uuid),
    Column("territories", ARRAY(Text), nullable=False, server_default="{}"),
    Column("roles", ARRAY(Text), nullable=False, server_default="{}"),
    Column("name", Text, nullable=False, server_default=""),
    Column("name_version", BigInteger, nullable=False, server_default=text("0")),
)

access_role = Table(
    "access_role",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("scope", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
)

access_client = Table(
    "access_client",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("territory", Text, nullable=False),
)

access_revoked_session = Table(
    "access_revoked_session",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("revoked_at", DateTime(timezone=True), nullable=False),
)
