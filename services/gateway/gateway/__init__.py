"""The gateway: one origin in front of all services. It decides nothing and keeps nothing.

Begin with ``app.py``; ``forwarding.py`` is what happens to nearly every request.
"""

from chassis.language import speaks

speaks(__name__)
