"""How a document comes to its payment terms: out of the register, by its own rule, or by a default. Pure.

Words alone agree nothing but the entry that they name: nothing is read out of them.
"""

from collections.abc import Collection
from typing import Self
from uuid import UUID

from chassis.language import _
from contracts.billing import PaymentTermsIssued
from contracts.terms import DueRule, is_called
from contracts.values import Value

Entries = Collection[PaymentTermsIssued]


class Agreed(Value):
    """The terms of a document: the entry if it came from the register, what is printed, and the rule."""

    terms_id: UUID | None = None
    terms: str = ""
    due: DueRule | None = None

    @classmethod
    def of(cls, document: object) -> Self:
        """The terms that a document has, or that a request asks for."""
        return cls.model_validate(document, from_attributes=True)


class NotAgreed(ValueError):
    """What was asked for agrees no terms; ``pointer`` is the field to change."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer, self.detail = pointer, detail


def agree(entries: Entries, asked: Agreed) -> Agreed:
    """The terms asked for: an entry by id or name, perhaps in other words, or words beside their own rule.

    Raises NotAgreed, with the names that may be chosen.
    """
    if asked.due is not None:
        return _own(asked)
    if asked.terms_id is not None:
        entry = _with_id(entries, asked.terms_id)
        if entry is None:
            raise NotAgreed("/terms_id", _none_of(entries, none_has(asked.terms_id)))
    else:
        entry = _named(entries, asked.terms)
        if entry is None:
            wrong = _('"%(terms)s" names no payment terms of the register.', terms=_short(asked.terms))
            raise NotAgreed("/terms", _none_of(entries, wrong))
    return _of(entry, asked.terms)


def default(entries: Entries, client_terms_id: UUID | None) -> Agreed:
    """The client's terms while they are in force, else the company's; empty where there is no default."""
    entry = _with_id(entries, client_terms_id) or next((each for each in entries if each.is_default), None)
    return _of(entry, "") if entry else Agreed()


def _own(asked: Agreed) -> Agreed:
    if asked.terms_id is not None:
        raise NotAgreed("/due", _("The terms of the register have their due rule: give terms_id or due."))
    if not asked.terms.strip():
        raise NotAgreed("/terms", _("Say in terms what is printed for this due rule."))
    return asked


def _of(entry: PaymentTermsIssued, words: str) -> Agreed:
    return Agreed(
        terms_id=entry.payment_terms_id, terms=words if words.strip() else entry.text, due=entry.due
    )


def _with_id(entries: Entries, id: UUID | None) -> PaymentTermsIssued | None:
    return next((entry for entry in entries if entry.payment_terms_id == id), None)


def _named(entries: Entries, text: str) -> PaymentTermsIssued | None:
    return next((entry for entry in entries if is_called(text, entry.name, entry.aliases)), None)


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"


def none_has(id: UUID) -> str:
    """That no entry has this id."""
    return _("%(id)s is no payment terms of the register.", id=id)


def _none_of(entries: Entries, wrong: str) -> str:
    help = _(
        "Choose one of: %(names)s. Or print other words and say in due when the invoice is to be paid, "
        'such as {"net_days": 14}.',
        names="; ".join(sorted(entry.name for entry in entries)),
    )
    return f"{wrong} {help}"
