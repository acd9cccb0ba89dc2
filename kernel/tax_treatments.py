"""The register of tax treatments, as billing keeps it, and how a document's freight is taxed by it."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple, Protocol, Self
from uuid import UUID

from chassis.errors import Busy, NotYet, Refused
from chassis.language import _, term
from chassis.work import Work
from contracts.billing import TaxMethod, TaxTreatmentIssued, TaxTreatmentWithdrawn
from contracts.event import is_young
from contracts.values import FreightTax, Totals
from kernel.registers import Register

# by id: an entry may take another name, and a name may pass on to another
TAX_TREATMENTS = Register(
    "tax_treatment_copy", TaxTreatmentIssued, TaxTreatmentWithdrawn, code="tax_treatment_id"
)


class Freight(NamedTuple):
    """What a document charges for freight, and how that is taxed; None: with the goods."""

    amount: Decimal
    tax: FreightTax | None

    @classmethod
    def of(cls, totals: Totals) -> Self:
        """The freight of a document."""
        return cls(totals.freight, totals.freight_tax)


class Asked(Protocol):
    """A request that may name freight and its treatment."""

    @property
    def freight(self) -> Decimal | None: ...

    @property
    def freight_treatment_id(self) -> UUID | None: ...

    @property
    def model_fields_set(self) -> Collection[str]: ...


async def freight_of(work: Work, asked: Asked, held: Totals | None = None) -> Freight:
    """The freight that is asked for; what is left out stays as a document ``held`` it.

    A new document takes the company's treatment where it names none. Raises as ``freight_tax`` does.
    """
    amount = asked.freight
    if held is not None and (amount is None or "freight" not in asked.model_fields_set):
        amount = held.freight
    tax = held.freight_tax if held else None
    if held is None or not _keeps(tax, asked):
        tax = await freight_tax(work, asked.freight_treatment_id)
    return Freight(amount or Decimal(0), tax)


def _keeps(held: FreightTax | None, asked: Asked) -> bool:
    """Whether the document's treatment stays: none is asked for, or the same, which may be withdrawn."""
    if "freight_treatment_id" not in asked.model_fields_set:
        return True
    return held is not None and held.treatment_id == asked.freight_treatment_id


async def freight_tax(work: Work, id: UUID | None) -> FreightTax | None:
    """The treatment of this id; the company's default for None, and none while no register has come.

    Raises Refused, with what may be chosen, for one that nobody can choose; Busy or NotYet where it may be
    on its way.
    """
    entries = await TAX_TREATMENTS.entries(work)
    known = {entry.tax_treatment_id: entry for entry in entries.values()}
    if id is None:
        default = next((entry for entry in known.values() if entry.is_default), None)
        if default is None and known:  # one entry said that it no longer is, and the other has not come yet
            raise Busy(_("Accounting is changing how freight is taxed. Repeat this in a moment."))
        return None if default is None else pinned(default)
    if id not in known:
        raise _unknown(id, list(known.values()))
    return pinned(known[id])


def pinned(entry: TaxTreatmentIssued) -> FreightTax:
    """What a document keeps of the entry."""
    rate = entry.rate if entry.method == TaxMethod.FIXED else None
    return FreightTax(treatment_id=entry.tax_treatment_id, rate=rate, text=entry.text)


def _unknown(id: UUID, entries: list[TaxTreatmentIssued]) -> Busy | NotYet | Refused:
    if not entries:
        return Busy(
            _("The register of tax treatments has not come from billing yet. Repeat this in a moment.")
        )
    if is_young(id):
        return NotYet(
            _(
                "%(what)s %(id)s is not known here yet. Try again in a moment.",
                what=term("tax-treatment"),
                id=id,
            )
        )
    names = "; ".join(sorted(f"{entry.name} ({entry.tax_treatment_id})" for entry in entries))
    wrong = _("%(id)s is no tax treatment of the register.", id=id)
    detail = f"{wrong} {_('Choose one of: %(names)s.', names=names)}"
    return Refused(
        detail, slug="tax-treatment", errors=[{"pointer": "/freight_treatment_id", "detail": detail}]
    )
