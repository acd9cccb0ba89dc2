"""`saleswire topics`: make and check all topics, users and rights."""

import json
import os
from dataclasses import replace
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
    keep: Annotated[
        bool, typer.Option("--keep", help="Take nothing yet: the version before still runs.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--print", help="Only print the commands of Kafka's own tools.")
    ] = False,
) -> None:
    """Make what is missing, correct settings that differ, give and take rights; Kafka must be up."""
    from saleswire import jobs

    place = current_place()
    owners = [name for name in place.services() if name not in WITHOUT_DATABASE]
    chosen = choose(infra, place)
    if prefix is not None:
        chosen = replace(chosen, topic_prefix=prefix)
    os.environ.update(Stack(place, chosen).told_operator(owners))
    if users:
        os.environ[USERS] = json.dumps(json.loads(os.environ[USERS]) | dict(chosen.credentials.given))
    if show:
        print_commands(owners, replicas, partitions or chosen.partitions)
    else:
        jobs.topics(owners, replicas, partitions or chosen.partitions, keep=keep)


def print_commands(owners: list[str], replicas: int, partitions: int) -> None:
    """What makes the topics and gives the rights, for operators who do not let us do it."""
    from contracts.messages import OUTSIDERS
    from saleswire.rights import all_rights
    from saleswire.subscriptions import subscriptions
    from saleswire.topics import dead_letter_topics, stream_topics

    prefix, read = os.environ.get("SALESWIRE_TOPIC_PREFIX", ""), subscriptions(owners)
    for topic in stream_topics(prefix, replicas, partitions) + dead_letter_topics(read, prefix, replicas):
        typer.echo(topic.command(replicas))
    told = json.loads(os.environ[USERS])
    users = {name: told[name][0] if name in told else prefix + name for name in (*owners, *OUTSIDERS)}
    for right in sorted(all_rights(users, read, prefix)):
        typer.echo(right.command)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("topics")(topics)
