"""What is refused: names, products, options without their device, amounts; and the field to change."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from chassis.errors import Refused, unknown
from chassis.language import _, stated
from chassis.number_formats import number
from contracts.values import ItemKind
from kernel.pricing.conditions import Terms, is_looked_at, product_id
from kernel.pricing.offers import Offered
from kernel.pricing.requests import AskedLine

FIELDS = {"unknown-line": "line_id", "line-twice": "line_id"} | dict.fromkeys(
    ("quantity-too-small", "quantity-decimals", "total-too-large"), "quantity"
)
OF_POLICY = {"price-fixed", "below-floor", "discount-needs-permission"}


def check_name(index: int, asked: Sequence[AskedLine], terms: Terms) -> None:
    """Raise Refused for a line_id that the document does not have, or that stood above already."""
    id = asked[index].line_id
    if id is None:
        return
    if id not in terms.there:
        raise Refused(
            _(
                "The %(document)s has no line %(id)s. Leave line_id out to add one.",
                document=stated(terms.document),
                id=id,
            ),
            slug="unknown-line",
        )
    if any(line.line_id == id for line in asked[:index]):
        raise Refused(
            _("A line of the %(document)s stands twice in lines.", document=stated(terms.document)),
            slug="line-twice",
        )


def check_option(
    asked: AskedLine, offered: Mapping[UUID, Offered], sold: Collection[UUID | None], terms: Terms
) -> None:
    """An option that fits certain devices only is sold together with one of them."""
    found = looked_at(asked, offered, terms)
    if found is None or found.product.kind != ItemKind.OPTION:
        return
    product = found.product
    if product.fits and not set(sold).intersection(product.fits):
        raise Refused(
            _(
                "Option %(number)s %(name)s fits none of the devices in this %(document)s. Add a "
                "device that it fits, or leave it out.",
                number=product.number,
                name=product.name,
                document=stated(terms.document),
            ),
            slug="option-does-not-fit",
        )


def check_amount(amount: Decimal, terms: Terms, pointer: str = "/lines") -> None:
    """Raise Refused for an amount that no document of this kind may come to."""
    if amount > terms.largest_total:
        detail = _(
            "The %(document)s may come to %(most)s at most.",
            document=stated(terms.document),
            most=number(terms.largest_total),
        )
        raise Refused(detail, slug="total-too-large", errors=[{"pointer": pointer, "detail": detail}])


def for_sale(asked: AskedLine, offered: Mapping[UUID, Offered], terms: Terms) -> Offered:
    """The product of the line; raises Refused when it is not sold, NotYet when it is too young to say."""
    id = product_id(asked, terms)
    found = None if id is None else offered.get(id)
    if found is None:
        raise unknown("product", id)
    if not found.product.sellable:
        name = f"{found.product.number} {found.product.name}"
        raise Refused(_("%(name)s is not for sale.", name=name), slug="not-for-sale")
    return found


def looked_at(asked: AskedLine, offered: Mapping[UUID, Offered], terms: Terms) -> Offered | None:
    """The product of the line where it matters and is known."""
    id = product_id(asked, terms)
    return offered.get(id) if id is not None and is_looked_at(asked, terms) else None


def pointer(index: int, asked: AskedLine, refusal: Refused) -> str:
    """JSON Pointer to the field of the line that would have to change."""
    field = FIELDS.get(refusal.slug, "product_id")
    if refusal.slug in OF_POLICY:
        field = "discount" if asked.unit_price is None else "unit_price"
    return f"/lines/{index}/{field}"
