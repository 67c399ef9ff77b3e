"""The hub as a contender: set up with the commands an operator would use, in its production profile."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import ROOT, NotRunning, module
from benchmarks.workloads import CHANNEL
from hub.app.keys import fresh

ALONE = {"HUB_SHARE_READS_S": "0"}
"""Every request is executed: equal reads under way at the same time share nothing."""


@dataclass(frozen=True)
class Ready:
    """A database at this release, and the key of a portal."""

    settings: Mapping[str, str]
    api_key: str


def ready(url: str, folder: Path) -> Ready:
    """Bring an empty database to this release and issue a key."""
    keys = folder / "keys.toml"
    keys.touch(mode=0o600)
    keys.write_text(fresh())
    settings = {"HUB_DATABASE_URL": url, "HUB_KEYS_FILE": str(keys), "HUB_PROFILE": "production"}
    _command(settings, "migrate")
    words = ("credentials", "new", "Portal Contoh", "--role", "portal", "--channel", CHANNEL)
    return Ready(settings, _command(settings, *words).strip())


def _command(settings: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        module("hub", *words),
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotRunning(f"hub {words[0]}: {done.stdout}{done.stderr}")
    return done.stdout
