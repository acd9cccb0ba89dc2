"""Where a product stands between research and its end, and what may be done next. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from chassis.language import N_, _
from web.sections.products.kinds import Product

APPROVE = {"engineering": N_("Approve for engineering"), "sales": N_("Approve for sales")}
WITHDRAW = {
    "engineering": N_("Withdraw the approval of engineering…"),
    "sales": N_("Withdraw the approval of sales…"),
}
WITHDRAW_ASK = {
    "engineering": N_(
        "Withdraw the approval of engineering? %(number)s can't be quoted until it is given again."
    ),
    "sales": N_("Withdraw the approval of sales? %(number)s can't be quoted until it is given again."),
}
SELLING = {"sell": {"active": True, "research": False}, "pause": {"active": False}}


@dataclass(frozen=True)
class Step:
    """Something that can be done with a product; ``hidden`` goes with the form."""

    action: str
    label: str
    permission: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    ask: str = ""


def approvals(product: Product) -> dict[str, bool]:
    """Whether each side has approved it."""
    return {"engineering": product["engineering_approved"], "sales": product["sales_approved"]}


def bar(product: Product) -> list[tuple[str, str, str]]:
    """The status bar: research, both approvals, on sale or taken off; a discontinued product has ended."""
    if product["discontinued_on"]:
        return [("sale", _("On sale"), "done"), ("discontinued", _("Discontinued"), "bad")]
    done = [not product["research"], *approvals(product).values(), sold(product)]
    last = _("Off sale for now") if all(done[:-1]) and not product["active"] else _("On sale")
    names = [_("Research"), _("Engineering approved"), _("Sales approved"), last]
    now = done.index(False) if False in done else len(done) - 1
    states = ["now" if place == now else "done" if ok else "next" for place, ok in enumerate(done)]
    return [(name.lower(), name, state) for name, state in zip(names, states, strict=True)]


def sold(product: Product) -> bool:
    """Whether it can be quoted now."""
    return product["active"] and all(approvals(product).values()) and not product["research"]


def next_step(product: Product, may: Callable[[str], bool]) -> Step | None:
    """The next step towards being sold, when the person may take it."""
    step = next(_towards_sale(product), None)
    return step if step and may(step.permission) else None


def other_steps(product: Product, may: Callable[[str], bool]) -> list[Step]:
    """Everything else that may be done, for the menu."""
    if product["discontinued_on"]:
        return []
    number = product["number"]
    steps = list(_towards_sale(product))[1:]
    for side, approved in approvals(product).items():
        if approved:
            ask = _(WITHDRAW_ASK[side], number=number)
            label = _(WITHDRAW[side])
            steps.append(Step("withdraw-approval", label, "catalog.approve", {"approval": side}, ask))
    if product["active"]:
        steps.append(Step("pause", _("Take off sale for now"), "catalog.write"))
    ask = _(
        "Discontinue %(number)s for good? Open orders go on, but nobody can quote it again.", number=number
    )
    steps.append(Step("discontinue", _("Discontinue…"), "catalog.write", {}, ask))
    return [step for step in steps if may(step.permission)]


def _towards_sale(product: Product) -> Iterator[Step]:
    if product["discontinued_on"]:
        return
    for side, approved in approvals(product).items():
        if not approved:
            yield Step("approve", _(APPROVE[side]), "catalog.approve", {"approval": side})
    if product["research"] or not product["active"]:
        yield Step("sell", _("Put on sale"), "catalog.write")
