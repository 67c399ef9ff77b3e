"""The systems of this deployment: from files, with addresses and secrets, at this deployment's pace."""

import os
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from hub.app.identifiers import clock
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.connectors.registry import Registry
from hub.connectors.watching import Watch
from hub.errors import ConfigError
from hub.settings import Settings

VARIABLE = re.compile(r"HUB_[A-Z0-9_]+")
SECRET_BYTES = 65_536


def registry(settings: Settings, watch: Watch | None = None) -> Registry:
    """All instances, to be read again while the process runs; `watch` counts calls. Raises `ConfigError`."""
    return Registry(partial(_load, settings, watch))


def variables(directory: Path | None, environment: Mapping[str, str]) -> dict[str, str]:
    """What instance files may name: the environment, and above it one file per variable in `directory`.

    Such a folder is how secrets reach a running process: an environment cannot change any more.

    Raises:
        ConfigError: the folder or a file in it cannot be read, or a file is over 64 KiB.
    """
    found = dict(environment)
    try:
        files = [] if directory is None else sorted(directory.iterdir())
        found |= {file.name: _content(file) for file in files if VARIABLE.fullmatch(file.name)}
    except (OSError, UnicodeDecodeError):
        raise ConfigError("HUB_SECRETS_DIR: the folder or a file in it cannot be read") from None
    return found


def stamp(settings: Settings) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file of the two folders: changes whenever one of them does."""
    folders = [folder for folder in (settings.instance_dir, settings.secrets_dir) if folder is not None]
    try:
        files = [(file, file.stat()) for folder in folders for file in sorted(folder.iterdir())]
    except OSError:  # one is being replaced at this moment
        return ()
    return tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in files)


def _content(file: Path) -> str:
    if file.stat().st_size > SECRET_BYTES:
        raise ConfigError(f"HUB_SECRETS_DIR: {file.name} is over 64 KiB")
    return file.read_text(encoding="utf-8").strip()


def _load(settings: Settings, watch: Watch | None) -> Catalogue:
    found = load_catalogue(
        settings.instance_dir,
        variables(settings.secrets_dir, os.environ),
        clock,
        time.monotonic,
        BreakerRules(cooldown=settings.breaker_cooldown_s),
        settings.instances_strict,
        watch,
    )
    paced = {
        name: replace(
            manifest,
            settle_seconds=manifest.settle_seconds * settings.settle_factor,
            poll_seconds=manifest.poll_seconds * settings.poll_factor,
            drain_per_second=manifest.drain_per_second * settings.drain_factor,
        )
        for name, manifest in found.listed.items()
    }
    return replace(found, listed=paced)
