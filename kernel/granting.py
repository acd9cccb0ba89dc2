"""Who may give more discount than the price lists allow."""

from uuid import UUID

from chassis.work import Work


def granted_by(work: Work) -> UUID | None:
    """The writer who has the permission ``discount``, None without it; what no person asks for may."""
    return work.actor if work.caller is None or work.caller.may("discount") else None
