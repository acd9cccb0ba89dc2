"""Lines as they are typed, as the API takes them, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from chassis.language import _
from web.api.quotes import LineItem, PricedLine
from web.forms import Form
from web.sections.quotes.numbers import NotANumber, fraction, number_of, percent, plain

FIELDS = ("product", "product_id", "quantity", "price", "discount", "note", "line_id")
FIELD_OF = {"product_id": "product", "unit_price": "price", "description": "note"}
LARGEST = Decimal(10_000_000)
Json = dict[str, Any]


@dataclass(frozen=True)
class Typed:
    """One line of the form, as text; ``discount`` is in percent, an empty ``price`` means the list's.

    ``line_id`` names a line that is saved: as long as it stays the same, its price does.
    """

    product: str = ""
    product_id: str = ""
    quantity: str = ""
    price: str = ""
    discount: str = ""
    note: str = ""
    line_id: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.product or self.product_id)


@dataclass
class Line:
    """A typed line on its way: what to ask the API, what is wrong, and how it was priced."""

    typed: Typed
    asked: Json | None = None
    problems: dict[str, str] = field(default_factory=dict)
    priced: PricedLine | None = None


def typed_lines(form: Form) -> list[Typed]:
    """The lines of a form; every line has all fields."""
    columns = [form.texts(name) for name in FIELDS]
    return [Typed(*values) for values in zip_longest(*columns, fillvalue="")]


def typed_of(lines: Iterable[LineItem]) -> list[Typed]:
    """The lines of a quote as one would type them: a price only where it is not the list's."""
    return [
        Typed(
            product=line["number"],
            product_id=line["product_id"],
            quantity=plain(Decimal(line["quantity"]["value"])),
            price="" if Decimal(line["unit_price"]) == Decimal(line["list_price"]) else line["unit_price"],
            discount=shown_percent(line.get("discount")),
            note=line.get("description", ""),
            line_id=line["line_id"],
        )
        for line in lines
    ]


def shown_percent(value: Any) -> str:
    """Percent, empty for none."""
    text = percent(value)
    return "" if text == "0" else text


def read(typed: Typed, ids: Mapping[str, str]) -> Line:
    """The line with what to ask for; problems say what can't be read. A blank one asks for nothing."""
    line = Line(typed)
    if typed.blank:
        return line
    product_id = ids.get(typed.product) or typed.product_id
    if not product_id:
        line.problems["product"] = _(
            "No product is called “%(product)s”. Choose one that is offered.", product=typed.product
        )
    asked: Json = {"product_id": product_id, "quantity": _read(line, "quantity", typed.quantity or "1")}
    if typed.price:
        asked["unit_price"] = _read(line, "price", typed.price)
    if typed.discount:
        asked["discount"] = _read(line, "discount", typed.discount)
    if typed.note:
        asked["description"] = typed.note
    if typed.line_id:
        saved: Json = {"line_id": typed.line_id, "unit_price": None, "discount": "0", "description": ""}
        asked = saved | asked
    if not line.problems:
        line.asked = asked
        line.typed = replace(typed, product_id=product_id)
    return line


def _read(line: Line, name: str, text: str) -> str:
    try:
        if name == "discount":
            return plain(fraction(text))
        value = number_of(text, 4 if name == "quantity" else 6)
        if name == "quantity" and not 0 < value <= LARGEST:
            raise NotANumber(_("A quantity is more than 0 and at most %(largest)s.", largest=LARGEST))
    except NotANumber as error:
        line.problems[name] = str(error)
        return ""
    return plain(value)


def place_problems(lines: list[Line], fields: Mapping[str, str]) -> dict[str, str]:
    """Put what the API says of ``lines/2/quantity`` at the third line that was asked; the rest comes back."""
    asked = [line for line in lines if line.asked is not None]
    rest = {}
    for pointer, words in fields.items():
        parts = pointer.strip("/").split("/")
        if len(parts) >= 2 and parts[0] == "lines" and parts[1].isdigit() and int(parts[1]) < len(asked):
            name = parts[2] if len(parts) > 2 else "product"
            asked[int(parts[1])].problems[FIELD_OF.get(name, name)] = words
        else:
            rest[pointer.replace("/", ".")] = words
    return rest
