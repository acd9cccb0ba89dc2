"""The editor's lines with their prices, as quotes prices them: for the page and for its script alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from web.gateway import ApiProblem
from web.pages.quotes import products
from web.pages.quotes.lines import Line, Typed, place_problems, read, shown_percent
from web.pages.quotes.numbers import NotANumber, number_of, plain
from web.rendering import amount, money, number, percent
from web.visit import Visit

Json = dict[str, Any]


@dataclass
class Sheet:
    """All lines of the editor, the whole answer of the pricing (none when it was refused), and why."""

    lines: list[Line]
    answer: Json = field(default_factory=dict)
    options: dict[str, list[Json]] = field(default_factory=dict)
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
        sheet.answer = (await visit.api.send("POST", products.PRICE, body)).body
    except ApiProblem as problem:
        place_problems(sheet.lines, problem.fields)
        sheet.problem = problem.detail
        return sheet
    _take(sheet)
    devices = {line.asked["product_id"] for line in sheet.lines if line.asked and _kind(line) == "device"}
    sheet.options = {id: await products.fitting(visit, id) for id in sorted(devices)}
    return sheet


def _frame(terms: Mapping[str, str]) -> Json:
    frame: Json = {}
    try:
        frame["freight"] = plain(number_of(terms.get("freight") or "0", 4))
    except NotANumber:
        frame["freight"] = "0"
    if terms.get("quote_id"):
        return frame | {"quote_id": terms["quote_id"]}
    return frame | {name: terms[name] for name in ("quoted_on", "currency") if terms.get(name)}


def _take(sheet: Sheet) -> None:
    asked = [line for line in sheet.lines if line.asked is not None]
    for line, answered in zip(asked, sheet.answer["lines"], strict=True):
        line.priced = answered
    told = [problem for line in sheet.answer["lines"] for problem in line["problems"]]
    rest = place_problems(sheet.lines, {problem["pointer"]: problem["detail"] for problem in told})
    sheet.problem = " ".join([*rest.values(), *(one["detail"] for one in sheet.answer["problems"])])


def _kind(line: Line) -> str:
    return str(((line.priced or {}).get("product") or {}).get("kind", ""))


def shown(sheet: Sheet) -> Json:
    """What the page shows of the lines and the sums, all as text."""
    may_grant, currency = bool(sheet.answer.get("may_grant")), sheet.answer.get("currency", "")
    return {
        "rows": [row(line, may_grant, currency, sheet.answer.get("priced_on", "")) for line in sheet.lines],
        "sums": sums(sheet.answer),
        "problem": sheet.problem,
        "currency": currency,
        "options": {id: [_offered(one) for one in some] for id, some in sheet.options.items()},
    }


def row(line: Line, may_grant: bool, currency: str, today: str) -> Json:
    """One line: what was typed, what the product is, and how it is priced; ``today`` prices new ones."""
    priced = line.priced or {}
    product = priced.get("product") or {}
    typed = line.typed
    return {
        "product": product.get("number") or typed.product,
        "product_id": typed.product_id,
        "quantity": typed.quantity,
        "price": typed.price,
        "discount": typed.discount,
        "note": typed.note,
        "line_id": typed.line_id,
        "name": product.get("name", ""),
        "kind": product.get("kind", ""),
        "unit": product.get("unit", ""),
        "list_price": amount(priced.get("list_price"), currency),
        "net": amount(priced.get("net"), currency),
        "floor": amount(priced.get("floor"), currency),
        "hint": " · ".join(_kept(line, today) + _hints(priced, currency)),
        "flag": "" if line.problems else _flag(priced, may_grant),
        "problems": line.problems,
    }


def _kept(line: Line, today: str) -> list[str]:
    """That an earlier day's price stays, as long as nobody changes the line."""
    day = (line.priced or {}).get("priced_on") or today
    return [f"price of {day}"] if day != today else []


def _hints(priced: Json, currency: str) -> list[str]:
    """The quantity break that holds, and the next one."""
    reached, next_one = priced.get("quantity_break"), priced.get("next_break")
    several = len(priced.get("breaks") or []) > 1
    said = [_break("from", reached, currency)] if reached and several else []
    if next_one:
        said.append(_break("next from", next_one, currency))
    return said


def _break(word: str, step: Json, currency: str) -> str:
    return f"{word} {number(step['min_quantity'])}: {amount(step['unit_price'], currency)}"


def _flag(priced: Json, may_grant: bool) -> str:
    """What asks for attention without being a problem of the line, or beside it."""
    if priced.get("below_floor"):
        return "below the floor"
    if priced.get("needs_grant"):
        most = shown_percent((priced.get("price_list") or {}).get("max_discount"))
        given = shown_percent(priced.get("discount_on_list"))
        granted = "you grant it" if may_grant else "needs a grant"
        return f"{given} % off, {granted} (over {most or 0} %)"
    return ""


def sums(answer: Json) -> list[tuple[str, str, str]]:
    """Label, amount and role (plain or grand) of each total."""
    if not answer:
        return []
    totals, currency = answer["totals"], answer["currency"]
    rows = [("Net", amount(totals["net"], currency), "plain")]
    if any(digit != "0" for digit in totals["freight"] if digit.isdigit()):
        rows.append(("Freight", amount(totals["freight"], currency), "plain"))
    for tax in answer["taxes"]:
        label = f"Tax {percent(tax['tax_rate'])} on {amount(tax['net'], currency)}"
        rows.append((label, amount(tax["tax"], currency), "plain"))
    return [*rows, ("Total", money(totals["gross"], currency), "grand")]


def _offered(option: Json) -> Json:
    return {key: option[key] for key in ("id", "number", "name")} | {"price": money(option["total_price"])}
