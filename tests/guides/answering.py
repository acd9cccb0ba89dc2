"""Starts identity, one more service and the gateway, and prints what the service's list answers there."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "journeys"))

from stack import running_stack

from chassis.testing import until


async def answer(service: str) -> str:
    """The list as the first administrator reads it, as soon as the service knows them."""
    async with running_stack("identity", service) as company:
        admin = await company.administrator()

        async def known() -> str:
            said = await admin.get(f"/api/{service}")
            return "" if said.status_code == 403 else f"{said.status_code} {said.text}"

        return await until(known)


if __name__ == "__main__":
    print(asyncio.run(answer(sys.argv[1])))
