"""The editor's lines with their prices, as quotes prices them: for the page and for its script alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.language import N_, _
from web.api import quotes
from web.gateway import ApiProblem
from web.rendering import amount, money, number, percent
from web.sections.quotes import products
from web.sections.quotes.lines import Line, Typed, place_problems, read, shown_percent
from web.sections.quotes.numbers import NotANumber, number_of, plain
from web.times import in_words
from web.visit import Visit

Json = dict[str, Any]


@dataclass
class Sheet:
    """All lines of the editor, the whole answer of the pricing (none when it was refused), and why."""

    lines: list[Line]
    answer: quotes.QuotePrice | None = None
    options: dict[str, list[products.Option]] = field(default_factory=dict)
    problem: str = ""

    @property
    def asked(self) -> list[Json]:
        """The lines that can be asked for."""
        return [line.asked for line in self.lines if line.asked is not None]

    @property
    def readable(self) -> bool:
        """Whether every line that is not blank can be asked for."""
        return all(line.typed.blank or line.asked is not None for line in self.lines)


async def priced(
    visit: Visit, typed: Sequence[Typed], terms: Mapping[str, str], *, by_script: bool = False
) -> Sheet:
    """The lines priced as a quote would be; ``terms`` are the form's quote, day, currency, freight.

    A script forgets a product's id when another number is typed; without one the number counts.
    """
    unclear = [line.product for line in typed if not (by_script and line.product_id)]
    ids = await products.numbered(visit, unclear)
    sheet = Sheet([read(line, ids) for line in typed])
    try:
        body = _frame(terms) | {"lines": sheet.asked}
        sheet.answer = (await visit.api.send(quotes.price_quote(), body)).body
    except ApiProblem as problem:
        place_problems(sheet.lines, problem.fields)
        sheet.problem = problem.detail
        return sheet
    _take(sheet, sheet.answer)
    devices = {line.asked["product_id"] for line in sheet.lines if line.asked and _kind(line) == "device"}
    sheet.options = {id: await products.fitting(visit, id) for id in sorted(devices)}
    return sheet


def _frame(terms: Mapping[str, str]) -> Json:
    frame: Json = {}
    try:
        frame["freight"] = plain(number_of(terms.get("freight") or "0", 4))
    except NotANumber:
        frame["freight"] = "0"
    if terms.get("freight_treatment_id"):
        frame["freight_treatment_id"] = terms["freight_treatment_id"]
    if terms.get("quote_id"):
        return frame | {"quote_id": terms["quote_id"]}
    return frame | {name: terms[name] for name in ("quoted_on", "currency") if terms.get(name)}


def _take(sheet: Sheet, answer: quotes.QuotePrice) -> None:
    asked = [line for line in sheet.lines if line.asked is not None]
    for line, answered in zip(asked, answer["lines"], strict=True):
        line.priced = answered
    told = [problem for line in answer["lines"] for problem in line.get("problems", [])]
    rest = place_problems(sheet.lines, {problem["pointer"]: problem["detail"] for problem in told})
    sheet.problem = " ".join([*rest.values(), *(one["detail"] for one in answer["problems"])])


def _kind(line: Line) -> str:
    product = line.priced.get("product") if line.priced else None
    return product["kind"] if product else ""


def shown(sheet: Sheet) -> Json:
    """What the page shows of the lines and the sums, all as text."""
    answer = sheet.answer
    may_grant, currency, today = (
        (answer["may_grant"], answer["currency"], answer["priced_on"]) if answer else (False, "", "")
    )
    return {
        "rows": [row(line, may_grant, currency, today) for line in sheet.lines],
        "sums": sums(sheet.answer),
        "problem": sheet.problem,
        "currency": currency,
        "options": {id: [_offered(one) for one in some] for id, some in sheet.options.items()},
    }


def row(line: Line, may_grant: bool, currency: str, today: str) -> Json:
    """One line: what was typed, what the product is, and how it is priced; ``today`` prices new ones."""
    priced, typed = line.priced, line.typed
    product = priced.get("product") if priced else None
    return {
        "product": product["number"] if product else typed.product,
        "product_id": typed.product_id,
        "quantity": typed.quantity,
        "price": typed.price,
        "discount": typed.discount,
        "note": typed.note,
        "line_id": typed.line_id,
        "name": product["name"] if product else "",
        "kind": product["kind"] if product else "",
        "unit": product["unit"] if product else "",
        "list_price": amount(priced.get("list_price"), currency) if priced else "",
        "net": amount(priced.get("net"), currency) if priced else "",
        "floor": amount(priced.get("floor"), currency) if priced else "",
        "fixed": _is_fixed(priced),
        "hint": " · ".join(_kept(priced, today) + _hints(priced, currency)) if priced else "",
        "flag": "" if line.problems or not priced else _flag(priced, may_grant),
        "problems": line.problems,
    }


def _is_fixed(priced: quotes.PricedLine | None) -> bool:
    """Whether the list's price is the only one."""
    chosen = priced["price_list"] if priced else None
    return chosen is not None and chosen["mode"] == "fixed"


def _kept(priced: quotes.PricedLine, today: str) -> list[str]:
    """That an earlier day's price stays, as long as nobody changes the line."""
    day = priced["priced_on"] or today
    return [_("price of %(day)s", day=in_words(day))] if day != today else []


def _hints(priced: quotes.PricedLine, currency: str) -> list[str]:
    """That the price is fixed, the quantity break that holds, and the next one."""
    reached, next_one = priced.get("quantity_break"), priced.get("next_break")
    several = len(priced.get("breaks", [])) > 1
    said = [_("fixed price")] if _is_fixed(priced) else []
    if reached and several:
        said.append(_break(N_("from %(quantity)s: %(price)s"), reached, currency))
    if next_one:
        said.append(_break(N_("next from %(quantity)s: %(price)s"), next_one, currency))
    return said


def _break(text: str, step: quotes.BreakShown, currency: str) -> str:
    return _(text, quantity=number(step["min_quantity"]), price=amount(step["unit_price"], currency))


def _flag(priced: quotes.PricedLine, may_grant: bool) -> str:
    """What asks for attention without being a problem of the line, or beside it."""
    if priced.get("below_floor"):
        return _("below the floor")
    if priced.get("needs_grant"):
        price_list = priced.get("price_list")
        most = shown_percent(price_list["max_discount"]) if price_list else ""
        given = shown_percent(priced.get("discount_on_list"))
        grants, needs = (
            N_("%(given)s %% off, you grant it (over %(most)s %%)"),
            N_("%(given)s %% off, needs a grant (over %(most)s %%)"),
        )
        return _(grants if may_grant else needs, given=given, most=most or 0)
    return ""


def sums(answer: quotes.QuotePrice | None) -> list[tuple[str, str, str]]:
    """Label, amount and role (plain or grand) of each total."""
    if not answer:
        return []
    totals, currency = answer["totals"], answer["currency"]
    rows = [(_("Net"), amount(totals["net"], currency), "plain")]
    if any(digit != "0" for digit in totals["freight"] if digit.isdigit()):
        rows.append((_("Freight"), amount(totals["freight"], currency), "plain"))
    for tax in answer["taxes"]:
        label = _(
            "Tax %(tax_rate)s on %(net)s", tax_rate=percent(tax["tax_rate"]), net=amount(tax["net"], currency)
        )
        rows.append((label, amount(tax["tax"], currency), "plain"))
    return [*rows, (_("Total"), money(totals["gross"], currency), "grand")]


def _offered(option: products.Option) -> dict[str, str]:
    price = money(option["price"])
    return {"id": option["id"], "number": option["number"], "name": option["name"], "price": price}
