"""What fulfillment decides about: stock and reservations, supply, delivery orders, each in its module."""

from sqlalchemy import MetaData

metadata = MetaData()
