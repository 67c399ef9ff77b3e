"""What the figures were measured on and with."""

import json
import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.installing import HERE, HOME

PACKAGES = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "httpx", "sqlalchemy")


def processor(text: str) -> str:
    """The model's name in `/proc/cpuinfo`."""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else "unknown processor"


def description(home: Path = HOME) -> list[str]:
    """Lines for the page: machine, versions, client."""
    info = Path("/proc/cpuinfo")
    model = processor(info.read_text()) if info.exists() else platform.processor()
    here = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    pinned = json.loads((HERE / "node" / "package.json").read_text())["dependencies"]
    there = ", ".join(f"{name} {number}" for name, number in sorted(pinned.items()))
    wanted = re.findall(r"^(\S+)==(\S+)$", (HERE / "python" / "requirements.txt").read_text(), re.MULTILINE)
    apart = ", ".join(f"{name} {number}" for name, number in wanted)
    return [
        f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, Node {_said(['node', '--version'])}, "
        f"PostgreSQL {_said(['postgres', '--version'])}",
        f"Here: {here}. Python apart: {apart}. Node: {there}.",
        "Client: wrk for bodies that never change, benchmarks/load.py for the others."
        if shutil.which("wrk")
        else "Client: benchmarks/load.py (wrk was not installed).",
    ]


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "none"
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return found[0] if found else "none"
