"""What services say to each other: one module per publisher, nothing but pydantic beneath.

Start at ``event.py`` (what an event is), then read the module of the service you care about.
"""
