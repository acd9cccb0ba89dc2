"""What catalog says: an option and the device that it fits, products in lists, a price list."""

from stand_ins.identity import EVA
from stand_ins.varied import varied
from web.api import catalog

DEVICE, OPTION = "01900000-0000-7000-8000-0000000000d2", "01900000-0000-7000-8000-0000000000d1"
PRICE_LIST, PUMP, SEAL = (f"01900000-0000-7000-8000-0000000000a{n}" for n in (1, 2, 3))


@varied
def option() -> catalog.ProductView:
    """An option that engineering has approved and sales not yet."""
    return catalog.ProductView(
        id=OPTION,
        version=4,
        kind="option",
        number="OP-1",
        name="Antenna",
        description="",
        category="Radio",
        product_type="",
        unit="pcs",
        supply="buy",
        lead_time_days=7,
        tax_rate="0.19",
        active=True,
        research=False,
        sales_approved=False,
        engineering_approved=True,
        has_bom=False,
        upc="",
        qr_text="",
        cluster="",
        levels=[catalog.Level(name="Gain", value="5 dBi")],
        fits=[DEVICE],
        discontinued_on=None,
        price=None,
    )


@varied
def product_row() -> catalog.ProductsItem:
    """A device in any list of products."""
    return catalog.ProductsItem(
        id=DEVICE,
        number="GW-1",
        name="Gateway",
        kind="device",
        category="Radio",
        total_price=catalog.Money(amount="120.00", currency="EUR"),
        lead_time_days=3,
        active=True,
        sales_approved=True,
        supply="buy",
        unit="pcs",
        fits="",
    )


@varied
def step() -> catalog.Step:
    """A change of a product."""
    return catalog.Step(
        event_id="01900000-0000-7000-8000-0000000000e7",
        step="revised",
        about="",
        sequence=2,
        time="2026-11-22T09:00:00Z",
        actor=EVA,
        actor_name="Eva Lind",
        via="web",
        changes=[catalog.FieldChange(field="name", before="Aerial", after="Antenna")],
    )


@varied
def price_list() -> catalog.PriceListView:
    """Prices of a pump, less from ten on, and of a seal."""
    return catalog.PriceListView(
        id=PRICE_LIST,
        version=1,
        name="Standard",
        currency="EUR",
        valid_from="2026-01-01",
        valid_until=None,
        mode="adjustable",
        max_discount="0.08",
        withdrawn=False,
        prices=[
            catalog.ListedPriceView(
                product_id=PUMP,
                number="PU-1",
                name="Pump",
                breaks=[_from("1", "100"), _from("10", "90")],
                floor="80",
            ),
            catalog.ListedPriceView(
                product_id=SEAL, number="SE-1", name="Seal", breaks=[_from("1", "4")], floor="3"
            ),
        ],
    )


def _from(quantity: str, price: str) -> catalog.PriceBreak:
    return catalog.PriceBreak(min_quantity=quantity, unit_price=price)
