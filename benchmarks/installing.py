"""Rivals from the public package registries, in `.bench/`: never in the project's own environment."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.servers import ROOT

HOME = ROOT / ".bench"
HERE = Path(__file__).parent
PATIENCE_S = 900.0
_MARK = ".installed"


class NotInstalled(Exception):
    """A rival could not be had; the text says why."""


def node(home: Path = HOME) -> Path:
    """The folder with `node_modules` as `benchmarks/node` pins them. Raises `NotInstalled`."""
    if shutil.which("npm") is None:
        raise NotInstalled("there is no npm on this machine")
    folder, source = home / "node", HERE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        shutil.copy(file, folder / file.name)
    if _is_new(folder, source / "package-lock.json"):
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
        _remember(folder, source / "package-lock.json")
    return folder


def python(home: Path = HOME) -> Path:
    """The interpreter of an environment with `benchmarks/python/requirements.txt`. Raises `NotInstalled`."""
    folder, wanted = home / "python", HERE / "python" / "requirements.txt"
    program = folder / "bin" / "python"
    if _is_new(folder, wanted):
        folder.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)], ROOT)
        _run([str(program), "-m", "pip", "install", "--quiet", "-r", str(wanted)], ROOT)
        _remember(folder, wanted)
    return program


def _is_new(folder: Path, wanted: Path) -> bool:
    mark = folder / _MARK
    return not mark.exists() or mark.read_text() != _digest(wanted)


def _remember(folder: Path, wanted: Path) -> None:
    (folder / _MARK).write_text(_digest(wanted))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NotInstalled(f"{command[0]}: {fault}") from None
    if done.returncode:
        raise NotInstalled(f"{command[0]}: {done.stderr.strip()[-300:]}")
