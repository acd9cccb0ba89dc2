"""How a service talks: it knows no business word.

``service.py`` starts everything. Its rooms: ``work`` is one transaction, ``outbound`` the way out,
``inbound`` the way in, ``http`` the answers, ``lists`` the lists, ``language`` what is said to people,
``testing`` the stage for tests. A room is used by what its door (``__init__``) names.
"""
