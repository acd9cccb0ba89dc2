"""How a service talks: it knows no business word.

A reader's way in: ``service.py`` starts everything, ``work.py`` is one transaction, ``outbox.py``
and ``relay.py`` are the way out, ``reactions.py`` and ``projections.py`` the way in.
"""
