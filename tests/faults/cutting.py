"""Connections are cut after COMMIT: the client does not know, repeats, and hears the same answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from tests.faults.proxy import losing
from tests.faults.scene import Figures, Scene

SHARE = 0.3  # of the successful answers that are lost
LASTS = 30.0  # seconds


async def cut_connections(scene: Scene) -> Figures:
    """Everybody goes through a proxy that loses answers; effects and bodies must be single."""
    stand = scene.stand
    async with losing(stand.place.ports["gateway"], SHARE) as (origin, proxy):
        with all_through(scene, origin):
            await asyncio.sleep(LASTS)
        scene.expect(proxy.lost > 0, "missing", "no answer was lost")
        scene.expect(not proxy.unlike, "doubled", f"another answer for the same key: {proxy.unlike[:5]}")
        repeated = sum(len(bodies) > 1 for bodies in proxy.answers.values())
        return {"commands through it": len(proxy.answers), "answers lost": proxy.lost, "repeated": repeated}


@contextmanager
def all_through(scene: Scene, origin: str) -> Iterator[None]:
    """Send everybody's requests there instead."""
    market = scene.market
    seats = [*market.sellers, market.operations, market.accounting]
    direct = [seat.http.base_url for seat in seats]
    for seat in seats:
        seat.http.base_url = httpx2.URL(origin)
    try:
        yield
    finally:
        for seat, address in zip(seats, direct, strict=True):
            seat.http.base_url = address
