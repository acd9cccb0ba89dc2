"""`saleswire topics`: make and check all topics."""

import os
from typing import Annotated

import typer

from saleswire.infrastructure import PARTITIONS, Kind, choose
from saleswire.places import WITHOUT_DATABASE, current_place
from saleswire.stack import Stack


def topics(
    infra: Annotated[Kind, typer.Option(help="Where Kafka is.")] = Kind.AUTO,
    prefix: Annotated[str, typer.Option(help="Put before every topic.")] = "",
    replicas: Annotated[int, typer.Option(help="Copies of each partition.")] = 1,
    partitions: Annotated[int, typer.Option(help="Of each new topic; never changes again.")] = PARTITIONS,
) -> None:
    """Make what is missing, correct settings that differ; Kafka must be up."""
    from saleswire import jobs

    place = current_place()
    chosen = choose(infra, place)
    owners = [name for name in place.services() if name not in WITHOUT_DATABASE]
    if owners:
        os.environ.update(Stack(place, chosen).told(owners[0]))
    jobs.topics(owners, prefix, replicas, partitions)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("topics")(topics)
