"""What identity says: people, what they belong to and may do, machines and tokens."""

from stand_ins.varied import varied
from web.api import identity

PERSON, EVA = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-0000000000e1"
TEAM, TERRITORY, ROLE, MACHINE = (f"01900000-0000-7000-8000-0000000000e{n}" for n in (2, 3, 4, 5))


@varied
def person() -> identity.PersonView:
    """A seller whom one manages."""
    return identity.PersonView(
        id=EVA,
        version=7,
        username="eva",
        name="Eva Lind",
        email="",
        phone="",
        team_id=TEAM,
        territories=["Nordics"],
        roles=["seller"],
        active=True,
        language=None,
        zone=None,
        created_at="2026-01-02T08:00:00Z",
        manageable=True,
    )


@varied
def person_row() -> identity.PeopleItem:
    """The same in the list."""
    return identity.PeopleItem(
        id=EVA,
        name="Eva Lind",
        username="eva",
        roles="seller",
        territories="Nordics",
        active=True,
        machine=False,
    )


@varied
def me() -> identity.Me:
    """Who is signed in: somebody who may see colleagues."""
    nora = person(id=PERSON, username="nora", name="Nora Berg", roles=["manager"], territories=[])
    return identity.Me(
        person=nora,
        defaults=identity.Defaults(language="en", zone="Europe/Berlin"),
        roles=["manager"],
        permissions=[granted("identity.read")],
    )


def granted(permission: str) -> identity.Granted:
    """A permission on everything."""
    return identity.Granted(permission=permission, scope="all")


@varied
def team() -> identity.TeamView:
    """A team of Sales."""
    return identity.TeamView(id=TEAM, version=3, name="North", department="Sales")


@varied
def territory() -> identity.TerritoryView:
    """A territory."""
    return identity.TerritoryView(id=TERRITORY, version=1, name="North")


@varied
def role() -> identity.RoleView:
    """A role of the company's own."""
    return identity.RoleView(
        id=ROLE, version=2, name="clerk", scope="team", permissions=["orders.read"], built_in=False
    )


@varied
def giving() -> identity.Giving:
    """What one may give to others."""
    return identity.Giving(roles=["clerk", "seller"], teams=[team()], territories=["DACH", "Nordics"])


@varied
def machine() -> identity.MachineView:
    """A shop that may read orders and never came yet."""
    secret = identity.SecretView(created_at="2026-01-02T08:00:00Z", expires_at=None, last_used_at=None)
    return identity.MachineView(
        id=MACHINE,
        client_id="shop",
        name="Web shop",
        scope="all",
        permissions=["orders.read"],
        active=True,
        last_used_at=None,
        secrets=[secret],
    )


@varied
def with_secret() -> identity.MachineSecret:
    """The shop with a secret, as it is shown once."""
    return identity.MachineSecret(**machine(), client_secret="seen-once")


@varied
def tokens() -> identity.Tokens:
    """What a sign-in gives; tests say which access token."""
    return identity.Tokens(
        access_token="", token_type="Bearer", expires_in=600, refresh_token="refresh-2", scope=""
    )


@varied
def preference() -> identity.Preference:
    """What somebody arranged: no saved view yet."""
    return identity.Preference(key="views.orders", value=[], version=1)


@varied
def company() -> identity.ProfileView:
    """The profile that stands on papers."""
    seat = identity.Address(
        name="", street="Tista 4", postal_code="1767", city="Halden", region="", country="Norway"
    )
    return identity.ProfileView(
        id="01900000-0000-7000-8000-0000000000c1",
        version=3,
        legal_name="Halden Instruments AS",
        address=seat,
        tax_id="NO1",
        registration="",
        bank="DNB",
        iban="NO9386011117947",
        bic="DNBANOKK",
        phone="",
        email="",
        website="",
        foot=["Directors: A", "B"],
        vat_id="",
        further_tax_ids=[],
        colour="#0b5cad",
        logo="<svg/>",
        language="en",
        help_contact="",
    )
