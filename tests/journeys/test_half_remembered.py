"""What people remember of the demo company's records by halves is found within the first five hits."""

import asyncio
from typing import Any

import pytest
from stack import Company

from chassis.testing import until
from client import BlockingApiClient
from saleswire.venues import venue_of
from samples.demo import telling

pytestmark = pytest.mark.timeout(300)  # the whole company starts first

REMEMBERED = (  # (what is typed, what stands in the hit: its name, project, serial number)
    ("norland", "Norrland Skog AB"),
    ("fjordkrfat", "Fjordkraft Anlegg AS"),
    ("baltik dairy", "Baltic Dairy UAB"),
    ("tallina vesi", "Tallinna Vesi Seadmed OÜ"),
    ("reintal chemie", "Rheintal Chemie GmbH"),
    ("milch", "Alpenmilch Genossenschaft"),
    ("zuiderhafen", "Zuiderhaven Terminals BV"),
    ("brasserie liege", "Brasserie du Val SA"),
    ("bergbahn graubunden", "Bergbahnen Graubünden AG"),
    ("tromso", "Havbruk Nord AS"),
    ("ruta kazlauskiene", "Rūta Kazlauskienė"),
    ("akesson", "Björn Åkesson"),
    ("sabine.vogel@rheintal", "Sabine Vogel"),
    ("48115", "Sabine Vogel"),
    ("+49 621 6048115", "Sabine Vogel"),
    ("366 19 05", "Luc Lambert"),
    ("8063", "Femke de Wit"),
    ("presure sensor", "PS-240"),
    ("gw700", "GW-700"),
    ("calibration", "SV-CAL"),
    ("din rail", "OP-PSU"),
    ("so 8", "SO-2026-000008"),
    ("quay gatway", "Quay gateways"),
    ("Q12-0004", "GW-500-Q12-0004"),
    ("po-q11", "PO-Q11"),
    ("9,970.30", "Penstock gauges"),
    ("reactor hall 2", "Reactor hall, phase 2"),
    ("turbine", "Turbine hall refit"),
    ("inv 2", "INV-2026-000002"),
    ("nf12440", "NF12440"),
)


@pytest.fixture(scope="module")
def nora(told_demo: tuple[Company, str, int]) -> BlockingApiClient:
    """The administrator of the demo company."""
    venue = venue_of(told_demo[0].place)
    return BlockingApiClient(venue.origin, "nora.berg", telling.secrets_of(venue)["nora.berg"])


@pytest.mark.feature("PH-G-02")
@pytest.mark.parametrize(("typed", "called"), REMEMBERED)
async def test_what_is_half_remembered_is_found(nora: BlockingApiClient, typed: str, called: str) -> None:
    async def found() -> Any:
        hits = (await asyncio.to_thread(nora.read, "/api/search", q=typed, limit="5"))["items"]
        return any(called in (hit["name"], *hit["about"]) for hit in hits)

    await until(found)
