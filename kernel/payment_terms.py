"""The register of payment terms, as billing keeps it, and what documents agree by it."""

from uuid import UUID

from chassis.errors import Busy, Refused
from chassis.language import _
from chassis.work import Work
from contracts.billing import PaymentTermsIssued, PaymentTermsWithdrawn
from kernel.agreement import Agreed, Entries, NotAgreed, agree, default, none_has
from kernel.registers import Register

# by id: terms may take another name, and a name may pass on to others
PAYMENT_TERMS = Register(
    "payment_terms_copy", PaymentTermsIssued, PaymentTermsWithdrawn, code="payment_terms_id"
)


async def agreed(work: Work, asked: Agreed, client_terms_id: UUID | None, held: Agreed) -> Agreed:
    """The terms that a request asks for; the client's, or else the company's, when it asks for none.

    Words that the document holds already keep the rule that it ``held``. Raises Refused when the request
    asks for what agrees nothing, and Busy while no register has come.
    """
    if held.due is not None and asked == Agreed(terms=held.terms):
        return held
    entries = await _entries(work)
    if asked.terms_id is None and asked.due is None and not asked.terms.strip():
        found = default(entries, client_terms_id)
        if entries and found.terms_id is None:  # one entry is the default no longer, the other has not come
            raise Busy(_("Accounting is changing the company's payment terms. Repeat this in a moment."))
        return found
    if not entries and asked.due is None:
        raise _not_yet()
    try:
        return agree(entries, asked)
    except NotAgreed as refusal:
        raise _refused(refusal.detail, refusal.pointer) from None


async def by_default(work: Work, client_terms_id: UUID | None) -> Agreed:
    """The client's terms, or else the company's; empty while no register has come."""
    return default(await _entries(work), client_terms_id)


async def check_terms(work: Work, id: UUID) -> None:
    """Raise Refused, with what may be chosen, for terms that nobody can agree; Busy before any came."""
    entries = await _entries(work)
    if not entries:
        raise _not_yet()
    if id not in {entry.payment_terms_id for entry in entries}:
        names = "; ".join(sorted(f"{entry.name} ({entry.payment_terms_id})" for entry in entries))
        help = _("Choose one of: %(names)s.", names=names)
        raise _refused(f"{none_has(id)} {help}", "/terms_id")


async def _entries(work: Work) -> Entries:
    return (await PAYMENT_TERMS.entries(work)).values()


def _not_yet() -> Busy:
    return Busy(_("The register of payment terms has not come from billing yet. Repeat this in a moment."))


def _refused(detail: str, pointer: str) -> Refused:
    return Refused(detail, slug="payment-terms", errors=[{"pointer": pointer, "detail": detail}])
