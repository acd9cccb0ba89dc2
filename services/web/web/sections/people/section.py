"""People, teams, territories, roles and machines."""

from web.api import identity
from web.lists.spec import ListSpec, Search, View
from web.section import Section
from web.sections.people import router
from web.sidebar import Link

PEOPLE = ListSpec(
    key="people",
    title="People",
    singular="person",
    path="/people",
    api=identity.list_people(),
    only="identity.manage",
    main="name",
    row="/people/{id}",
    columns=("name", "username", "email", "roles", "territories", "active"),
    people=(),
    status=None,
    hidden=("id", "version", "team_id"),
    views=(View("Work here", "active=true"), View("Left", "active=false")),
    create="/people/new",
    create_label="New person",
    create_permission="identity.manage",
    empty="Everybody who works here.",
    search=Search(("username",)),
)
TEAMS = ListSpec(
    key="teams",
    title="Teams",
    singular="team",
    path="/teams",
    api=identity.list_teams(),
    only="identity.manage",
    main="name",
    row="/teams/{id}",
    columns=("name", "department"),
    people=(),
    status=None,
    create="/teams/new",
    create_label="New team",
    create_permission="identity.manage",
    empty="Teams with their departments.",
)
TERRITORIES = ListSpec(
    key="territories",
    title="Territories",
    singular="territory",
    path="/territories",
    api=identity.list_territories(),
    only="identity.manage",
    main="name",
    row="/territories/{id}",
    columns=("name",),
    people=(),
    status=None,
    create="/territories/new",
    create_label="New territory",
    create_permission="identity.manage",
    empty="Clients belong to a territory, and people sell in some of them.",
)
ROLES = ListSpec(
    key="roles",
    title="Roles",
    singular="role",
    path="/roles",
    api=identity.list_roles(),
    only="identity.manage",
    main="name",
    row="/roles/{id}",
    columns=("name", "scope", "built_in"),
    people=(),
    status=None,
    views=(View("Our own", "built_in=false"), View("Built in", "built_in=true")),
    create="/roles/new",
    create_label="New role",
    create_permission="identity.manage",
    empty="Roles say what people may do.",
)
SECTION = Section(
    links=(
        Link(
            key="people",
            label="People",
            path="/people",
            icon="person",
            purpose="Who works here, in which team and territory, with which roles.",
        ),
        Link(
            key="teams",
            label="Teams",
            path="/teams",
            icon="team",
            purpose="Teams and their departments.",
        ),
        Link(
            key="territories",
            label="Territories",
            path="/territories",
            icon="territory",
            purpose="Where clients are and who sells there.",
        ),
        Link(
            key="roles",
            label="Roles",
            path="/roles",
            icon="role",
            purpose="What a role may do, and how far it reaches.",
        ),
        Link(
            key="machines",
            label="Machines",
            path="/machines",
            permission="identity.manage",
            icon="link",
            purpose=(
                "Programs that sign in by themselves, such as a web shop or an import: each with "
                "permissions and a secret of its own."
            ),
        ),
    ),
    lists=(PEOPLE, TEAMS, TERRITORIES, ROLES),
    router=router,
)
