"""What of the company's profile stands on papers."""

from types import SimpleNamespace
from typing import Any

from chassis.language import speaking
from chassis.settings import Settings
from contracts.identity import COMPANY_ID, CompanyProfileIssued
from contracts.values import Address
from kernel.company import by_profile

WORK: Any = SimpleNamespace(
    settings=Settings(
        database_url="postgresql://nowhere",
        company_name="Old Works",
        company_address="Kai 1; Oslo",
        company_foot="A;B",
        public_origin="https://sales.example/",
    )
)


def test_papers_bear_the_settings_until_there_is_a_profile() -> None:
    head = by_profile(WORK, None)
    assert (head.name, head.address, head.foot) == ("Old Works", ("Kai 1", "Oslo"), ("A", "B"))


def test_papers_bear_what_the_profile_has_and_nothing_empty() -> None:
    place = Address(street="Tista 4", postal_code="1767", city="Halden", country="Norway")
    bank = {"bank": "DNB", "iban": "NO9386011117947"}
    held = CompanyProfileIssued(
        company_id=COMPANY_ID, legal_name="Halden AS", address=place, **bank, foot=("C",)
    )
    head = by_profile(WORK, held)
    assert (head.name, head.address) == ("Halden AS", ("Tista 4", "1767 Halden", "NORWAY"))
    assert head.foot == ("DNB", "IBAN NO93 8601 1117 947", "C")
    assert head.origin == "https://sales.example"
    assert by_profile(WORK, held.model_copy(update={"address": None})).address == ()


def test_the_letterhead_names_numbers_and_account_in_the_language_of_the_paper() -> None:
    held = CompanyProfileIssued(
        company_id=COMPANY_ID, legal_name="Halden GmbH", vat_id="DE1", tax_id="2", iban="NO9386011117947"
    )
    with speaking("de"):
        head = by_profile(WORK, held)
    assert head.foot[:2] == ("USt-IdNr. DE1", "Steuernummer 2")
    assert dict(head.bank)["Kontoinhaber"] == "Halden GmbH"
