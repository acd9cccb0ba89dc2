"""Clients and distributors: their page, making and changing them, their contacts, a client's credit."""

from fastapi import APIRouter

from web.pages.parties import credit
from web.pages.parties.kinds import CLIENT, DISTRIBUTOR
from web.pages.parties.routes import Pages

router = APIRouter()
for _kind in (CLIENT, DISTRIBUTOR):
    Pages(_kind).add(router)
router.post("/clients/{client_id}/credit")(credit.set_limit)
