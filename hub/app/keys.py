"""The hub's secret keys: each from its own variable, or all from one private file."""

import os
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from sqlalchemy import make_url

from hub.errors import ConfigError
from hub.settings import Settings

KEY_BYTES = 32
NAMES = ("data_keys", "receipt_key", "receipt_pepper", "content_key", "cursor_key")


@dataclass(frozen=True, slots=True)
class Keys:
    """All different. `data_keys`: the newest first; it writes, all of them read."""

    data_keys: tuple[bytes, ...]
    receipt_key: bytes
    receipt_pepper: bytes
    content_key: bytes
    cursor_key: bytes

    def __repr__(self) -> str:
        """Never the content."""
        return "Keys(...)"


def find_keys(settings: Settings) -> Keys:
    """The keys this deployment uses. In the development profile a missing file is made, once.

    Raises:
        ConfigError: a key is missing, short, equal to another one, or lies open to other users.
    """
    texts = _named(settings)
    missing = [name for name in NAMES if name not in texts]
    file = settings.keys_file or _beside_database(settings)
    if missing and file is not None:
        if not file.exists() and settings.mode == "development":
            _make(file)
        if file.exists():
            texts = _read(file) | texts
            missing = [name for name in NAMES if name not in texts]
    if missing:
        names = ", ".join(f"HUB_{name}".upper() for name in missing)
        raise ConfigError(f"keys are missing: set {names} or HUB_KEYS_FILE, see docs/operations.md")
    return _checked({name: _decoded(name, texts[name]) for name in NAMES})


def fresh() -> str:
    """The text of a keys file with new keys."""
    lines = [f'{name} = "{b64encode(os.urandom(KEY_BYTES)).decode()}"' for name in NAMES]
    return "\n".join(
        ["# Secret. Whoever loses data_keys loses every identity and message in the store.", *lines, ""]
    )


def _named(settings: Settings) -> dict[str, str]:
    found = {name: getattr(settings, name) for name in NAMES}
    return {name: value.get_secret_value() for name, value in found.items() if value is not None}


def _beside_database(settings: Settings) -> Path | None:
    if not settings.is_sqlite:
        return None
    database = make_url(settings.database_url.get_secret_value()).database
    return Path(f"{database}.keys") if database else None


def _make(file: Path) -> None:
    """Whole or not at all; of two processes that start at once the second finds the first one's file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(fresh())
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(file: Path) -> dict[str, str]:
    try:
        if file.stat().st_mode & 0o077:
            raise ConfigError(f"{file.name} holds secrets and is open to others: chmod 600")
        found = tomllib.loads(file.read_text())
    except (OSError, ValueError):
        raise ConfigError(f"{file.name} cannot be read as a file of keys") from None
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _decoded(name: str, text: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(b64decode(part.strip(), validate=True) for part in text.split(","))
    except ValueError:
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ConfigError(f"HUB_{name.upper()}: write {KEY_BYTES} random bytes in base 64")
    return keys


def _checked(found: Mapping[str, tuple[bytes, ...]]) -> Keys:
    every = [key for keys in found.values() for key in keys]
    if len(set(every)) != len(every):
        raise ConfigError("two of the hub's keys are equal: each must be a key of its own")
    single = {field.name: found[field.name][0] for field in fields(Keys) if field.name != "data_keys"}
    return Keys(found["data_keys"], **single)
