"""Clients and distributors: making and changing them, their contacts, a client's credit and terms."""

from fastapi import APIRouter

from web.sections.parties import credit, terms
from web.sections.parties.kinds import CLIENT, DISTRIBUTOR
from web.sections.parties.routes import Pages

router = APIRouter()
for _kind in (CLIENT, DISTRIBUTOR):
    Pages(_kind).add(router)
router.post("/clients/{client_id}/credit")(credit.set_limit)
router.post("/clients/{client_id}/terms")(terms.set_terms)
