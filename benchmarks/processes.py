"""What a process and all it has started cost, from /proc."""

import os
from pathlib import Path

PROC = Path("/proc")
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def _fields(pid: int, proc: Path) -> list[str] | None:
    """Of `stat`, from the state on; the name before it may hold spaces."""
    try:
        return (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree(pid: int, proc: Path = PROC) -> list[int]:
    """The process and those below it that live."""
    children: dict[int, list[int]] = {}
    for entry in proc.iterdir() if proc.is_dir() else ():
        found = _fields(int(entry.name), proc) if entry.name.isdecimal() else None
        if found is not None:
            children.setdefault(int(found[1]), []).append(int(entry.name))
    whole = [pid]
    for one in whole:
        whole += children.get(one, [])
    return whole


def cpu_seconds(pid: int, proc: Path = PROC) -> float | None:
    """User and system time of the whole tree so far, with its ended and awaited children; None: no /proc."""
    found = [fields for one in tree(pid, proc) if (fields := _fields(one, proc)) is not None]
    return sum(int(part) for fields in found for part in fields[11:15]) / _TICKS if found else None


def memory(pid: int, proc: Path = PROC) -> float | None:
    """Resident memory of the tree in MiB; pages that two of them share count twice."""
    found = [fields for one in tree(pid, proc) if (fields := _fields(one, proc)) is not None]
    return sum(int(fields[21]) for fields in found) * _PAGE / 2**20 if found else None
