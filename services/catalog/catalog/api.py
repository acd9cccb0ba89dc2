"""Routes of the catalog: each translates and calls one command or one query."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from catalog import api_units, commands, history, lists, queries
from catalog.models import PriceList, Product
from catalog.schemas import (
    Approve,
    CostedPriceAnswer,
    EditProduct,
    IssuePriceList,
    NewProduct,
    OnDay,
    PriceAnswer,
    PriceListView,
    ProductView,
    WithdrawPriceList,
)
from catalog.settings import Settings
from chassis.http import DOCUMENT, Router, attachment_routes, called
from chassis.lists import listing
from chassis.work import Work
from contracts.edge import BusinessDay
from contracts.values import Count, Currency, ItemKind

Reading = Callable[[Work, UUID], Awaitable[ProductView]]
prices = Router(prefix="/api/catalog", tag="prices")


listing(prices, "/price-lists", spec=lists.PRICE_LISTS, permission="catalog.read")


@prices.command("POST", "/price-lists", permission="catalog.price", creates=True, status=201, takes=DOCUMENT)
async def issue_price_list(work: Work, body: IssuePriceList) -> PriceListView:
    """Issue a whole price list; where it names a product it takes over from earlier lists."""
    return await queries.price_list_view(work, await commands.issue_price_list(work, body))


@prices.query("/price-lists/{price_list_id}", permission="catalog.read")
async def read_price_list(work: Work, price_list_id: UUID) -> PriceListView:
    """One price list with all its prices."""
    return await queries.price_list(work, price_list_id)


@prices.command(
    "POST",
    "/price-lists/{price_list_id}/withdraw",
    permission="catalog.price",
    of=PriceList,
    current=queries.price_list,
)
async def withdraw_price_list(work: Work, price_list_id: UUID, body: WithdrawPriceList) -> PriceListView:
    """End a list early; earlier lists that still run hold again."""
    return await queries.price_list_view(work, await commands.withdraw_price_list(work, price_list_id, body))


@prices.query("/prices", permission="catalog.read")
async def read_price(
    work: Work,
    product_id: UUID,
    on: BusinessDay | None = None,
    quantity: Annotated[Count, Query(gt=0)] = Decimal(1),
    currency: Currency | None = None,
) -> CostedPriceAnswer | PriceAnswer:
    """The price in force on a day (today when left out) for a quantity."""
    return await queries.price(work, product_id, on, quantity, currency)


def products_of(kind: ItemKind, settings: Settings) -> Router:
    """The routes of one kind of product: ``/api/catalog/devices`` and so on."""
    router = Router(prefix=f"/api/catalog/{kind}s", tag=f"{kind}s")

    async def current(work: Work, product_id: UUID) -> ProductView:
        return await queries.product(work, kind, product_id)

    listing(router, "", spec=lists.products(settings, kind), permission="catalog.read")

    @router.command("POST", "", permission="catalog.write", creates=True, status=201)
    @called(f"create_{kind}")
    async def create(work: Work, body: NewProduct) -> ProductView:
        """Put a new product into the catalog; nobody has approved it yet."""
        return await queries.view(work, await commands.create_product(work, kind, body))

    @router.query("/{product_id}", permission="catalog.read")
    @called(f"read_{kind}")
    async def read(work: Work, product_id: UUID) -> ProductView:
        """One product with today's price."""
        return await queries.product(work, kind, product_id)

    @router.command("PATCH", "/{product_id}", permission="catalog.write", of=Product, current=current)
    @called(f"edit_{kind}")
    async def edit(work: Work, product_id: UUID, body: EditProduct) -> ProductView:
        """Change the fields that are given."""
        return await queries.view(work, await commands.edit_product(work, kind, product_id, body))

    @router.command(
        "POST", "/{product_id}/discontinue", permission="catalog.write", of=Product, current=current
    )
    @called(f"discontinue_{kind}")
    async def discontinue(work: Work, product_id: UUID, body: OnDay) -> ProductView:
        """Take the product off the market for good."""
        return await queries.view(work, await commands.discontinue(work, kind, product_id, body))

    _add_approvals(router, kind, current)
    _add_documents(router, kind, current)
    return router


def _add_approvals(router: Router, kind: ItemKind, current: Reading) -> None:
    @router.command(
        "POST", "/{product_id}/approve", permission="catalog.approve", of=Product, current=current
    )
    @called(f"approve_{kind}")
    async def approve(work: Work, product_id: UUID, body: Approve) -> ProductView:
        """Give the approval of sales or of engineering."""
        return await queries.view(work, await commands.approve(work, kind, product_id, body))

    @router.command(
        "POST",
        "/{product_id}/withdraw-approval",
        permission="catalog.approve",
        of=Product,
        current=current,
    )
    @called(f"withdraw_approval_of_{kind}")
    async def withdraw_approval(work: Work, product_id: UUID, body: Approve) -> ProductView:
        """Take the approval of sales or of engineering back."""
        return await queries.view(work, await commands.withdraw_approval(work, kind, product_id, body))


def _add_documents(router: Router, kind: ItemKind, current: Reading) -> None:
    @router.query("/{product_id}/image", permission="catalog.read")
    @called(f"read_image_of_{kind}")
    async def image(work: Work, product_id: UUID) -> Response:
        """The picture that was attached last."""
        return await queries.image(work, kind, product_id)

    @router.query("/{product_id}/history", permission="catalog.read")
    @called(f"read_history_of_{kind}")
    async def read_history(work: Work, product_id: UUID) -> list[history.Step]:
        """What was done with the product, by whom, and which fields it changed; oldest first."""
        await queries.product(work, kind, product_id)
        return await history.history(work, product_id)

    attachment_routes(
        router, of=current, read="catalog.read", write="catalog.write", what=f"document_of_{kind}"
    )


def all_products(settings: Settings) -> Router:
    """The list over all kinds, and the one with costs."""
    router = Router(prefix="/api/catalog", tag="products")
    listing(router, "/products", spec=lists.products(settings), permission="catalog.read")
    listing(router, "/costs", spec=lists.costs(settings), permission="catalog.cost")
    return router


def routers(settings: Settings) -> list[Router]:
    """All routes; lists show prices as of today in the company's zone and currency."""
    kinds = (ItemKind.DEVICE, ItemKind.OPTION, ItemKind.SERVICE)
    return [
        prices,
        api_units.router,
        all_products(settings),
        *(products_of(kind, settings) for kind in kinds),
    ]
