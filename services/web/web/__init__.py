"""The pages of Saleswire, rendered on the server: a client of the gateway, with no data of its own.

Begin with ``app.py``; ``visit.py`` is what every page gets, ``lists/`` is the one engine behind every list.
"""

from chassis.language import speaks

speaks(__name__)
