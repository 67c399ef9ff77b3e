"""`make bench-gate`: has the hub become dearer beside the stock implementation than it was?

Processor time per request of stock over the hub's, measured in turns in one run, is compared with what
`benchmarks/baseline.json` holds. A noisy machine slows both, so the ratio hardly moves.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from benchmarks.comparing import HUB, STOCK, Result
from benchmarks.goals import cheaper
from benchmarks.installing import HERE
from benchmarks.report import titled

BASELINE = HERE / "baseline.json"
TOLERANCE = 0.35  # of the ratio; rounds on a shared machine differ by a fifth


def ratios(results: Sequence[Result]) -> dict[str, float]:
    """How many times cheaper the hub is than stock, by workload."""
    found: dict[str, float] = {}
    for one in results:
        ratio = cheaper(one.figures[HUB], one.figures[STOCK])
        if ratio is not None:
            found[titled(one)] = round(ratio, 2)
    return found


def fallen(now: Mapping[str, float], baseline: Mapping[str, float]) -> list[str]:
    """A line for each workload whose ratio fell by more than the tolerance, or that nobody measured."""
    lines = [
        f"{name}: {now[name]:.2f}x, was {was:.2f}x; at least {was * (1 - TOLERANCE):.2f}x is allowed"
        for name, was in baseline.items()
        if name in now and now[name] < was * (1 - TOLERANCE)
    ]
    return lines + [f"{name}: was not measured" for name in baseline if name not in now]


def read(file: Path = BASELINE) -> dict[str, float]:
    """The committed ratios."""
    return {str(name): float(ratio) for name, ratio in orjson.loads(file.read_bytes()).items()}


def write(now: Mapping[str, float], file: Path = BASELINE) -> None:
    """Commit these from now on."""
    file.write_bytes(orjson.dumps(dict(now), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
