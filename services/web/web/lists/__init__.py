"""The one engine behind every list: ``spec`` says what a list is, ``state`` what of it is in the address.

Columns, their kinds and operators come from the service that owns the list; a spec adds how they look.
"""
