"""The names of people for a new cluster, whose state topic is empty."""

from sqlalchemy import select

from chassis.work import Work
from identity.models import Person, person_table


async def send_states(work: Work) -> None:
    """Say how everybody is called, who left included; who was erased stays erased."""
    people = await work.execute(select(person_table).order_by(person_table.c.id))
    for row in people.mappings():
        person = Person.from_row(row)
        work.send_state(person.state(), person.version, erased=person.username is None)
