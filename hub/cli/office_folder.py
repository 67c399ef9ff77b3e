"""The folder of an office without a line, on its own computer: no database, readable with an editor."""

import os
import re
from pathlib import Path

import msgspec
from msgspec import Struct

from hub.casework.bundle_lines import Act, CaseLine, EventLine
from hub.domain.bundle import Standing
from hub.errors import ConfigError

STATE, CASES, PAGE = "state.json", "cases", "index.html"
NUMBER = re.compile(r"[A-Z0-9]{1,8}(-[A-Z0-9]{1,12}){0,8}")  # what may become the name of a file


class Mine(Struct):
    """An act of the office. `reply`: the first bundle it left in; `code`: what the hub said about it."""

    act: Act
    reply: int | None = None
    code: str | None = None
    message: str = ""


class State(Struct, rename="camel"):
    """`state.json`. `replies`: how many bundles the office made; `known`: the newest of them the hub has."""

    chain: str
    hub: str
    hub_id: str
    agency: str
    agency_name: str = ""
    last: int = 0
    digest: str = ""
    made: str = ""
    more: bool = False
    replies: int = 0
    reply_digest: str = ""
    known: int = 0
    held: tuple[str, ...] = ()
    acts: list[Mine] = []

    @property
    def standing(self) -> Standing:
        """What decides about the next bundle from the hub."""
        return Standing(self.chain, self.last, self.digest, self.replies)


class CaseFile(Struct):
    """`cases/NUMBER.json`."""

    case: CaseLine
    events: list[EventLine] = []


def load(folder: Path) -> State | None:
    """The folder's state; None where nothing was opened yet. Raises `ConfigError` when it is damaged."""
    file = folder / STATE
    if not file.exists():
        return None
    try:
        return msgspec.json.decode(read(file), type=State)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ConfigError(f"{file} is damaged: restore it, or have the office enrolled anew") from None


def in_use(folder: Path) -> State:
    """The state of a folder that a bundle was opened into. Raises `ConfigError` for any other."""
    state = load(folder)
    if state is None:
        raise ConfigError(f"{folder} holds no opened bundle: `hub bundle open` comes first")
    return state


def save(folder: Path, state: State) -> None:
    """Whole or not at all."""
    put(folder / STATE, msgspec.json.format(msgspec.json.encode(state)))


def case_file(folder: Path, number: str) -> Path:
    """Where a case is kept. Raises `ConfigError` for anything that is no tracking number."""
    if not NUMBER.fullmatch(number):
        raise ConfigError("this is no tracking number")
    return folder / CASES / f"{number}.json"


def load_case(file: Path) -> CaseFile:
    """Raises `ConfigError` when it is not there or damaged."""
    try:
        return msgspec.json.decode(read(file), type=CaseFile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ConfigError(f"{file} is damaged") from None


def save_case(folder: Path, kept: CaseFile) -> None:
    """Whole or not at all."""
    put(case_file(folder, kept.case.tracking_number), msgspec.json.format(msgspec.json.encode(kept)))


def all_cases(folder: Path) -> list[CaseFile]:
    """Every case the folder knows, the newest change first."""
    found = [load_case(file) for file in sorted((folder / CASES).glob("*.json"))]
    return sorted(found, key=lambda one: one.case.updated_at, reverse=True)


def make(folder: Path) -> None:
    """The folder, closed to other users."""
    try:
        (folder / CASES).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be made: {error.strerror}") from None


def put(file: Path, content: bytes) -> None:
    """Write a file others cannot read, on disk before it gets its name: sticks are pulled at any time."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)  # on a stick it may be a link to somewhere else
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
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
