"""Where sales are added up: under the territory in which their client is now.

A client that goes to another territory takes its sales along: sums by territory say what the facts do.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from chassis.work import Work

KNOWN = text(
    """
    SELECT client_id, territory FROM sales_place WHERE client_id = ANY (:clients) ORDER BY client_id FOR SHARE
    """
)
PLACED = text(
    """
    INSERT INTO sales_place (client_id, territory)
    SELECT sold.client_id, coalesce(territory, '') FROM unnest(CAST (:clients AS uuid[])) AS sold (client_id)
      LEFT JOIN party_copy ON id = sold.client_id ORDER BY sold.client_id
        ON CONFLICT (client_id) DO UPDATE SET territory = sales_place.territory
    RETURNING client_id, territory
    """
)
MOVED = text(
    """
    UPDATE sales_place SET territory = party_copy.territory
      FROM party_copy
     WHERE id = client_id AND client_id = ANY (:clients) AND sales_place.territory <> party_copy.territory
    RETURNING client_id, old.territory AS before, new.territory AS now
    """
)
TAKEN_ALONG = text(
    """
    INSERT INTO sales_sum AS held
           (dimension, measure, month, key, owner_id, territory, currency, quantity, net, orders)
    SELECT of.dimension, measure, date_trunc('month', business_date), of.key, owner_id, side.territory,
           currency, sum(side.sign * quantity), sum(side.sign * net), sum(side.sign * of.orders)
      FROM sales_fact
      JOIN unnest(CAST (:clients AS uuid[]), CAST (:before AS text[]), CAST (:now AS text[]))
           AS moved (client_id, before, now) USING (client_id)
     CROSS JOIN LATERAL (VALUES ('product', product_id, product_orders), ('client', client_id, client_orders))
           AS of (dimension, key, orders)
     CROSS JOIN LATERAL (VALUES (before, -1), (now, 1)) AS side (territory, sign)
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (dimension, measure, month, key, owner_id, territory, currency)
        DO UPDATE SET quantity = held.quantity + excluded.quantity, net = held.net + excluded.net,
                      orders = held.orders + excluded.orders
    """
)
NOTHING_LEFT = text(
    "DELETE FROM sales_sum WHERE territory = ANY (:before) AND quantity = 0 AND net = 0 AND orders = 0"
)


async def territories(work: Work, clients: Collection[UUID]) -> dict[UUID, str]:
    """Where these clients' sales are added up; none of them moves before this transaction ends."""
    asked = sorted(clients)
    found = {row.client_id: row.territory for row in await work.execute(KNOWN, {"clients": asked})}
    if new := [client for client in asked if client not in found]:
        found |= {row.client_id: row.territory for row in await work.execute(PLACED, {"clients": new})}
    return found


async def move(work: Work, clients: Collection[UUID]) -> None:
    """Add their sales up where they are now, and no more where they were."""
    moved = list(await work.execute(MOVED, {"clients": sorted(clients)}))
    if moved:
        told = {name: [getattr(row, name) for row in moved] for name in ("before", "now")}
        await work.execute(TAKEN_ALONG, told | {"clients": [row.client_id for row in moved]})
        await work.execute(NOTHING_LEFT, {"before": told["before"]})
