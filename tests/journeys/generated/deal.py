"""A deal from quote to payment by a client that openapi-python-client made of our description.

Arguments: the gateway's origin, a JSON file of passwords by username, the id of a client and of a product.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from saleswire_client import AuthenticatedClient, Client
from saleswire_client.api.billing import billing_list_invoices, billing_read_invoice, billing_receive_payment
from saleswire_client.api.fulfillment import (
    fulfillment_dispatch_delivery_order,
    fulfillment_list_delivery_orders,
)
from saleswire_client.api.orders import (
    orders_edit_order,
    orders_list_orders,
    orders_place_order,
    orders_read_order,
    orders_release_order,
)
from saleswire_client.api.quotes import quotes_accept_quote, quotes_draft_quote, quotes_send_quote
from saleswire_client.api.sign_in import identity_token
from saleswire_client.models import (
    BillingPay,
    FulfillmentDispatch,
    FulfillmentListDeliveryOrdersStatusItem,
    IdentityTokenRequest,
    OrdersEditOrder,
    OrdersOnDay,
    QuotesAskedLine,
    QuotesDraftQuote,
    QuotesOnDay,
)

origin, secrets, client_id, product_id = sys.argv[1:]
passwords = json.loads(Path(secrets).read_text())


def signed_in(username: str) -> AuthenticatedClient:
    """A client in somebody's name."""
    body = IdentityTokenRequest(grant_type="password", username=username, password=passwords[username])
    tokens: Any = identity_token.sync(client=Client(origin, raise_on_unexpected_status=True), body=body)
    return AuthenticatedClient(origin, token=tokens.access_token, raise_on_unexpected_status=True)


def done(operation: Any, **said: Any) -> Any:
    """The document that a command answers with."""
    answer = operation.sync_detailed(idempotency_key=uuid4().hex, **said)
    assert answer.status_code in (HTTPStatus.OK, HTTPStatus.CREATED), answer.content
    return answer.parsed


def until(found: Callable[[], Any], seconds: float = 30) -> Any:
    """What others make of it, when they have."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.1)
    return answer


def first(listing: Any, client: AuthenticatedClient, **filters: Any) -> Any:
    """The first item of a list, if there is one."""
    items = listing.sync(client=client, **filters).items
    return items[0] if items else None


def main() -> None:
    """Sell, release, ship, be paid."""
    seller, operations, accounting = map(signed_in, ("marco.keller", "pavel.novak", "greta.huber"))
    line = QuotesAskedLine(product_id=UUID(product_id), quantity="2")
    asked = QuotesDraftQuote(
        client_id=UUID(client_id),
        lines=[line],
        terms="30 days",
        project="Generated",
        description="Sensors",
        lead_time_days=3,
    )
    quote = done(quotes_draft_quote, client=seller, body=asked)
    sent = done(quotes_send_quote, client=seller, quote_id=quote.id, body=QuotesOnDay(), if_match='"v1"')
    done(
        quotes_accept_quote,
        client=seller,
        quote_id=quote.id,
        body=QuotesOnDay(),
        if_match=f'"v{sent.version}"',
    )
    order = until(partial(first, orders_list_orders, seller, quote_id=[quote.id]))
    edited: Any = orders_edit_order.sync(
        client=seller, order_id=order.id, body=OrdersEditOrder(customer_po="PO-1"), if_match='"v1"'
    )
    assert (edited.customer_po, edited.project, edited.terms) == ("PO-1", "Generated", quote.terms)
    placed = done(
        orders_place_order,
        client=seller,
        order_id=order.id,
        body=OrdersOnDay(),
        if_match=f'"v{edited.version}"',
    )
    cleared = until(lambda: granted(orders_read_order.sync(client=seller, order_id=placed.id)))
    done(
        orders_release_order,
        client=operations,
        order_id=order.id,
        body=OrdersOnDay(),
        if_match=f'"v{cleared.version}"',
    )
    ready = until(
        partial(
            first,
            fulfillment_list_delivery_orders,
            operations,
            order_id=[order.id],
            status=[FulfillmentListDeliveryOrdersStatusItem.READY],
        )
    )
    done(
        fulfillment_dispatch_delivery_order,
        client=operations,
        delivery_order_id=ready.id,
        body=FulfillmentDispatch(),
        if_match=f'"v{ready.version}"',
    )
    owed = until(partial(first, billing_list_invoices, accounting, order_id=[order.id]))
    invoice: Any = billing_read_invoice.sync(client=accounting, invoice_id=owed.id)
    paid = done(
        billing_receive_payment,
        client=accounting,
        invoice_id=invoice.id,
        body=BillingPay(reference="generated"),
        if_match=f'"v{invoice.version}"',
    )
    assert paid.open_amount == "0.00", paid
    until(lambda: in_status("closed", orders_read_order.sync(client=seller, order_id=order.id)))
    print(order.id)


def in_status(status: str, order: Any) -> bool:
    """Whether the order has come that far."""
    return bool(order.status == status)


def granted(order: Any) -> Any:
    """The order, once it has credit."""
    return order if order.credit == "granted" else None


if __name__ == "__main__":
    main()
