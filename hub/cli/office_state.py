"""The folder of an office without a line: what it was told, what it did, and where its chain stands."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from hub.casework.bundle_lines import Act
from hub.domain.bundle import Standing
from hub.errors import ConfigError

STATE, CASES = "state.json", "cases"


@dataclass(slots=True)
class Mine:
    """An act of the office. `reply`: the first bundle it left in; `code`: what the hub said about it."""

    act: Act
    reply: int | None = None
    code: str | None = None
    message: str = ""


@dataclass(slots=True)
class State:
    """`state.json`. `replies`: how many bundles the office has made; `known`: the newest the hub has of them."""

    chain: str
    hub: str
    hub_id: str
    agency: str
    agency_name: str = ""
    last: int = 0
    digest: str = ""
    replies: int = 0
    reply_digest: str = ""
    known: int = 0
    more: bool = False
    held: list[str] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        """What decides about the next bundle from the hub."""
        return Standing(self.chain, self.last, self.digest, self.replies)


def load(folder: Path) -> State | None:
    """The folder's state; None where nothing was opened yet.

    Raises:
        ConfigError: the file is damaged.
    """
    file = folder / STATE
    if not file.exists():
        return None
    try:
        return State(**orjson.loads(file.read_bytes()))
    except (ValueError, TypeError):
        raise ConfigError(f"{file} is damaged: restore it, or have the office enrolled anew") from None


def save(folder: Path, state: State) -> None:
    """Whole or not at all."""
    names = State.__dataclass_fields__
    put(folder / STATE, orjson.dumps({name: getattr(state, name) for name in names}, option=orjson.OPT_INDENT_2))


def opened(folder: Path) -> State:
    """The state of a folder that is in use. Raises `ConfigError` for any other."""
    state = load(folder)
    if state is None:
        raise ConfigError(f"{folder} holds no opened bundle: `hub bundle open` comes first")
    return state


def put(file: Path, content: bytes) -> None:
    """Write a file others cannot read, on disk before it gets its name: a stick may be pulled at any time."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from None


def read(file: Path) -> bytes:
    """A file somebody named. Raises `ConfigError`."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from None
