"""Who may do what to which documents, by copies that every service keeps of what identity and crm say."""

from chassis.service import Directory
from kernel.access.access import SCOPES, Access, access_of, granted, scope_condition
from kernel.access.people import check_person, colleague, person_names
from kernel.access.projections import access_projections, on_changed_access, prune_sessions
from kernel.access.standing import copied_standing, standing_of
from kernel.access.tables import access_client, access_person, access_role

COPIED = Directory(copied_standing, access_projections, (prune_sessions,))

__all__ = [
    "COPIED",
    "SCOPES",
    "Access",
    "access_client",
    "access_of",
    "access_person",
    "access_projections",
    "access_role",
    "check_person",
    "colleague",
    "copied_standing",
    "granted",
    "on_changed_access",
    "person_names",
    "scope_condition",
    "standing_of",
]
