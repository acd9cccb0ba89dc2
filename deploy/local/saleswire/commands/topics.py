"""`saleswire topics`: make and check all topics, users and rights."""

import json
import os
from typing import Annotated

import typer

from saleswire.credentials import USERS
from saleswire.infrastructure import Kind, choose
from saleswire.places import WITHOUT_DATABASE, current_place
from saleswire.stack import Stack


def topics(
    infra: Annotated[Kind, typer.Option(help="Where Kafka is.")] = Kind.AUTO,
    prefix: Annotated[str | None, typer.Option(help="Put before every topic, group and user.")] = None,
    replicas: Annotated[int, typer.Option(help="Copies of each partition.")] = 1,
    partitions: Annotated[int | None, typer.Option(help="Of each new topic; never changes again.")] = None,
    users: Annotated[
        bool, typer.Option("--users", help="Also make the users that the environment names, by password.")
    ] = False,
    show: Annotated[bool, typer.Option("--print", help="Only print the commands that give rights.")] = False,
) -> None:
    """Make what is missing, correct settings that differ, give and take rights; Kafka must be up."""
    from saleswire import jobs

    if prefix is not None:
        os.environ["SALESWIRE_TOPIC_PREFIX"] = prefix
    place = current_place()
    owners = [name for name in place.services() if name not in WITHOUT_DATABASE]
    chosen = choose(infra, place)
    os.environ.update(Stack(place, chosen).told_operator(owners))
    if users:
        os.environ[USERS] = json.dumps(json.loads(os.environ[USERS]) | dict(chosen.credentials.given))
    if show:
        print_rights(owners)
    else:
        jobs.topics(owners, replicas, partitions or chosen.partitions)


def print_rights(owners: list[str]) -> None:
    """The commands of Kafka's own tool, for operators who do not let us do it."""
    from contracts.messages import OUTSIDERS
    from saleswire.rights import all_rights
    from saleswire.subscriptions import subscriptions

    prefix = os.environ.get("SALESWIRE_TOPIC_PREFIX", "")
    told = json.loads(os.environ[USERS])
    users = {name: told[name][0] if name in told else prefix + name for name in (*owners, *OUTSIDERS)}
    for right in sorted(all_rights(users, subscriptions(owners), prefix)):
        typer.echo(right.command)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("topics")(topics)
