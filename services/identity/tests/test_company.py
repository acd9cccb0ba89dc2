"""The company's profile: begun from the settings, kept by administrators, said whole."""

from chassis.testing import running
from contracts.identity import COMPANY_ID, CompanyProfileIssued
from identity.seed import first_start

PROFILE = "/api/identity/company"
ADDRESS = {"street": "Tista 4", "postal_code": "1767", "city": "Halden", "country": "Norway"}
WHOLE = {
    "legal_name": "Halden Instruments AS",
    "address": ADDRESS,
    "tax_id": "NO 912 345 678 MVA",
    "registration": "Foretaksregisteret",
    "bank": "DNB",
    "iban": "no93 8601 1117 947",
    "bic": "dnbanokk",
    "phone": "+47 69 00 00 00",
    "email": "post@halden.example",
    "website": "https://halden.example",
    "foot": ["Directors: Ingrid Dahl"],
    "vat_id": "NO912345678MVA",
    "further_tax_ids": ["VAT SE 5560000000"],
    "colour": "#0B5CAD",
    "logo": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1z" /></svg>',
    "language": "de",
    "help_contact": "Nora Berg, room 12",
}


def rule(answer):
    """Status and field of a refusal."""
    return answer.status_code, answer.json()["errors"][0]["pointer"]


async def test_administrators_issue_the_profile_whole_and_others_hear_of_it(office):
    before = (await office.admin("GET", PROFILE)).json()
    at = {"If_Match": f'"v{before["version"]}"'}
    answer = await office.admin("PUT", PROFILE, WHOLE, **at)
    profile = answer.json()
    assert (answer.status_code, profile["version"]) == (200, before["version"] + 1)
    assert (profile["colour"], profile["logo"]) == ("#0b5cad", WHOLE["logo"])
    assert (profile["iban"], profile["bic"]) == ("NO9386011117947", "DNBANOKK")
    said = (await office.stage.said(CompanyProfileIssued, company_id=COMPANY_ID))[-1]
    assert said.model_dump(mode="json", exclude={"company_id"}) == {
        name: profile[name] for name in CompanyProfileIssued.model_fields if name != "company_id"
    }
    assert profile["help_contact"] == "Nora Berg, room 12"
    assert "Nora Berg" not in said.written()
    late = await office.admin("PUT", PROFILE, {"legal_name": "Late"}, **at)
    assert (late.status_code, late.json()["current"]["legal_name"]) == (412, "Halden Instruments AS")
    same = await office.admin("PUT", PROFILE, WHOLE, If_Match=f'"v{profile["version"]}"')
    assert same.json()["version"] == profile["version"]
    assert (await office.admin("PUT", PROFILE, WHOLE)).status_code == 428


async def test_what_is_no_account_no_bank_and_no_name_is_refused_at_its_field(office):
    for wrong, field in (
        ({"iban": "NO9386011117948"}, "/iban"),
        ({"iban": "93860111179"}, "/iban"),
        ({"bic": "DNB"}, "/bic"),
        ({"email": "nobody"}, "/email"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"legal_name": " "}, "/legal_name"),
        ({"colour": "blue"}, "/colour"),
        ({"colour": "#ffcc00"}, "/colour"),
        ({"logo": WHOLE["logo"].replace("<path", "<script")}, "/logo"),
        ({"further_tax_ids": ["a"] * 6}, "/further_tax_ids"),
        ({"language": "tlh"}, "/language"),
        ({"language": None}, "/language"),
        ({"address": {"city": "Halden"}}, "/address/country"),
    ):
        answer = await office.admin("PUT", PROFILE, {"legal_name": "A"} | wrong, If_Match='"v1"')
        assert rule(answer) == (422, field)


async def test_everybody_reads_the_profile_and_only_who_manages_all_of_the_company_changes_it(office):
    await office.join("profile.reader", "seller")
    reader = (await office.sign_in("profile.reader"))["access_token"]
    assert (await office.ask(reader, "GET", PROFILE)).status_code == 200
    refused = await office.ask(reader, "PUT", PROFILE, {"legal_name": "Mine"}, If_Match='"v1"')
    assert refused.status_code == 403
    partly = {"name": "part-manager", "scope": "team", "permissions": ["identity.manage"]}
    assert (await office.admin("POST", "/api/identity/roles", partly)).status_code == 201
    await office.join("profile.part", "part-manager")
    part = (await office.sign_in("profile.part"))["access_token"]
    refused = await office.ask(part, "PUT", PROFILE, {"legal_name": "Mine"}, If_Match='"v1"')
    assert (refused.status_code, "whole company" in refused.json()["detail"]) == (403, True)


async def test_the_first_start_takes_the_letterhead_of_the_settings_over_and_later_ones_leave_it_alone():
    told = {"company_name": "Old Works", "company_address": "Kai 1;0150 Oslo;Norway", "company_foot": "A;B"}
    async with running("identity", kafka=False, **told) as stage:
        [said] = await stage.said(CompanyProfileIssued)
        assert (said.legal_name, said.foot) == ("Old Works", ("A", "B"))
        assert said.address is not None
        assert (said.address.street, said.address.city, said.address.country) == (
            "Kai 1",
            "0150 Oslo",
            "Norway",
        )
        stage.settings.company_name = "New Works"
        await first_start(stage.service)
        assert len(await stage.said(CompanyProfileIssued)) == 1
