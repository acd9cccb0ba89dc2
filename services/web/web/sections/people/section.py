"""People, teams, territories, roles and machines."""

from chassis.language import N_
from web.api import identity
from web.lists.spec import ListSpec, Search, View
from web.section import Section
from web.sections.people import router
from web.sidebar import Link

PEOPLE = ListSpec(
    key="people",
    title=N_("People"),
    singular=N_("person"),
    path="/people",
    api=identity.list_people(),
    only="identity.manage",
    main="name",
    row="/people/{id}",
    columns=("name", "username", "email", "roles", "territories", "active"),
    people=(),
    status=None,
    hidden=("id", "version", "team_id"),
    views=(View(N_("Work here"), "active=true"), View(N_("Have left"), "active=false")),
    create="/people/new",
    create_label=N_("New person"),
    create_permission="identity.manage",
    empty=N_("Everybody who works here."),
    search=Search(("username",)),
)
TEAMS = ListSpec(
    key="teams",
    title=N_("Teams"),
    singular=N_("team"),
    path="/teams",
    api=identity.list_teams(),
    only="identity.manage",
    main="name",
    row="/teams/{id}",
    columns=("name", "department"),
    people=(),
    status=None,
    create="/teams/new",
    create_label=N_("New team"),
    create_permission="identity.manage",
    empty=N_("Teams with their departments."),
)
TERRITORIES = ListSpec(
    key="territories",
    title=N_("Territories"),
    singular=N_("territory"),
    path="/territories",
    api=identity.list_territories(),
    only="identity.manage",
    main="name",
    row="/territories/{id}",
    columns=("name",),
    people=(),
    status=None,
    create="/territories/new",
    create_label=N_("New territory"),
    create_permission="identity.manage",
    empty=N_("Clients belong to a territory, and people sell in some of them."),
)
ROLES = ListSpec(
    key="roles",
    title=N_("Roles"),
    singular=N_("role"),
    path="/roles",
    api=identity.list_roles(),
    only="identity.manage",
    main="name",
    row="/roles/{id}",
    columns=("name", "scope", "built_in"),
    people=(),
    status=None,
    views=(View(N_("Our own"), "built_in=false"), View(N_("Built in"), "built_in=true")),
    create="/roles/new",
    create_label=N_("New role"),
    create_permission="identity.manage",
    empty=N_("Roles say what people may do."),
)
SECTION = Section(
    links=(
        Link(
            key="people",
            label=N_("People"),
            path="/people",
            icon="person",
            purpose=N_("Who works here, in which team and territory, with which roles."),
        ),
        Link(
            key="teams",
            label=N_("Teams"),
            path="/teams",
            icon="team",
            purpose=N_("Teams and their departments."),
        ),
        Link(
            key="territories",
            label=N_("Territories"),
            path="/territories",
            icon="territory",
            purpose=N_("Where clients are and who sells there."),
        ),
        Link(
            key="roles",
            label=N_("Roles"),
            path="/roles",
            icon="role",
            purpose=N_("What a role may do, and how far it reaches."),
        ),
        Link(
            key="machines",
            label=N_("Machines"),
            path="/machines",
            permission="identity.manage",
            icon="link",
            purpose=(
                N_(
                    "Programs that sign in by themselves, such as a web shop or an import: each with "
                    "permissions and a secret of its own."
                )
            ),
        ),
    ),
    lists=(PEOPLE, TEAMS, TERRITORIES, ROLES),
    router=router,
)
