"""`saleswire schemas`: write what is read about our messages and features, or check that it is up to date."""

from typing import Annotated

import typer
from rich.console import Console

from saleswire.places import ROOT


def schemas(
    check: Annotated[bool, typer.Option(help="Write nothing; exit code 1 when files differ.")] = False,
    publish: Annotated[bool, typer.Option(help="Release: later schemas are held against these.")] = False,
) -> None:
    """JSON Schemas, examples, asyncapi.yaml, types for the pages, docs/events.md and docs/features.md."""
    from saleswire.published.write import write

    differing = write(ROOT, check=check)
    for file in differing:
        done = "wrote" if (ROOT / file).exists() else "removed"
        Console().print(f"{'out of date' if check else done}: {file}", soft_wrap=True)
    if check and differing:
        Console().print("this helps: make schemas")
        raise typer.Exit(1)
    if publish:
        release()


def release() -> None:
    """Keep the schemas as published; exit code 1, and nothing is kept, where they break earlier ones."""
    from saleswire.published.release import broken, publish

    if wrong := broken(ROOT):
        for type, found in wrong.items():
            Console().print(f"{type}: {'; '.join(map(str, found))}", soft_wrap=True)
        raise typer.Exit(1)
    for type in publish(ROOT):
        Console().print(f"published: {type}", soft_wrap=True)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("schemas")(schemas)
