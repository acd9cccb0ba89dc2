"""How a service answers: routes, who asks, limits, preconditions, problems, the description, probes.

``Router`` declares operations, each with its permission; one request is one unit of work.
"""

from chassis.http.attachments import attachment_routes, attachments_of, download
from chassis.http.bearer_tokens import LEEWAY_SECONDS, SCOPE_KEY, Identity, Keys
from chassis.http.callers import Callers, LookUp, Standing
from chassis.http.exchange import Route, who_asks
from chassis.http.head import Head
from chassis.http.leaving import on_termination
from chassis.http.limits import DOCUMENT
from chassis.http.middleware import protect
from chassis.http.openapi import UUID, operation, responses
from chassis.http.peers import FORWARDED_FOR, PROOF, client_address, proof
from chassis.http.preconditions import has_already
from chassis.http.probes import probes
from chassis.http.routes import SIGNED_IN, Router, called, route_of
from chassis.http.shares import Shares
from chassis.http.speaking import Speaking
from chassis.http.withholding import Closable, closed_to, emptied, shown

__all__ = [
    "DOCUMENT",
    "FORWARDED_FOR",
    "LEEWAY_SECONDS",
    "PROOF",
    "SCOPE_KEY",
    "SIGNED_IN",
    "UUID",
    "Callers",
    "Closable",
    "Head",
    "Identity",
    "Keys",
    "LookUp",
    "Route",
    "Router",
    "Shares",
    "Speaking",
    "Standing",
    "attachment_routes",
    "attachments_of",
    "called",
    "client_address",
    "closed_to",
    "download",
    "emptied",
    "has_already",
    "on_termination",
    "operation",
    "probes",
    "proof",
    "protect",
    "responses",
    "route_of",
    "shown",
    "who_asks",
]
