"""`hub schema`: the public schema as text, and the committed copy of it."""

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from hub.errors import ConfigError
from hub.resolvers.schema import sdl

CHECK = Annotated[bool, typer.Option("--check", help="Fail when the committed file is not up to date.")]
WRITE = Annotated[bool, typer.Option("--write", help="Bring the committed file up to date.")]


def schema(check: CHECK = False, write: WRITE = False) -> None:
    """Print the GraphQL schema, or hold the committed file against it."""
    text, file = sdl(), committed()
    if write:
        file.write_text(text, encoding="utf-8")
    elif not check:
        typer.echo(text, nl=False)
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        raise ConfigError(f"{file.name} is not up to date: make schema")


def committed() -> Path:
    """The schema file that belongs to the package."""
    with resources.as_file(resources.files("hub.schema") / "schema.graphql") as file:
        return file
