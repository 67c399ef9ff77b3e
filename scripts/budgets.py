"""House rules that no general linter knows: sizes, names, forbidden calls, and what no file may mention.

`python -m scripts.budgets` prints one line per fault and ends with 1 if there is any.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median

from scripts.code_rules import Fault, of_module, of_test

FILE_CAP = 300  # non-blank lines
MEDIAN_CAP = 90
OUT_OF_BOUNDS = {
    "a path of one machine": re.compile(r"(?<![\w.~-])/(?:root|work|home|Users)/\w|/opt/py[p]i"),
    "a package registry's host": re.compile(
        r"\b(?:pypi\.or[g]|pythonhosted\.or[g]|npmjs\.(?:or[g]|co[m])|yarnpkg\.co[m])"
    ),
    "unfinished work": re.compile(r"\b(?:TOD[O]|FIXM[E])\b"),
}
ADDRESS = re.compile(r"://|^\s*--?(?:i|f|index-url|extra-index-url|find-links|trusted-host)\b|\s@\s")
BINARY = frozenset({".png", ".ico", ".woff", ".woff2", ".gz", ".br", ".db", ".zip"})
VENDORED = "hub/web/static/"


def faults(root: Path) -> list[Fault]:
    """Every fault of the project at `root`, in the order of its files."""
    found = [*_sizes(root), *_mentions(root), *_lock_addresses(root)]
    found += _each(root, ("hub", "sandbox"), of_module)
    found += _each(root, ("tests",), of_test)
    return sorted(found)


def _each(root: Path, folders: Iterable[str], rule: Callable[[str, str], Iterable[Fault]]) -> Iterator[Fault]:
    for folder in folders:
        for path in _modules(root, folder):
            yield from rule(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def _modules(root: Path, folder: str) -> list[Path]:
    return sorted((root / folder).rglob("*.py"))


def _sizes(root: Path) -> Iterator[Fault]:
    for folder in ("hub", "sandbox"):
        sizes = {path: _filled(path) for path in _modules(root, folder)}
        for path, size in sizes.items():
            if size > FILE_CAP:
                yield Fault(path.relative_to(root).as_posix(), 0, f"{size} lines, the cap is {FILE_CAP}")
        written = [size for size in sizes.values() if size > 1]  # a package's one docstring is no module
        if written and median(written) >= MEDIAN_CAP:
            yield Fault(
                folder, 0, f"the median file has {median(written):.0f} lines, the cap is {MEDIAN_CAP}"
            )


def _filled(path: Path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _mentions(root: Path) -> Iterator[Fault]:
    for name in _kept(root):
        path = root / name
        if name.startswith(VENDORED) or path.suffix in BINARY or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for what, pattern in OUT_OF_BOUNDS.items():
                if pattern.search(line):
                    yield Fault(name, number, f"mentions {what}")


def _kept(root: Path) -> list[str]:
    """Files that are, or would be, committed; without git everything that is not hidden."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return sorted(set(filter(None, listed.stdout.decode().split("\0"))))
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def _lock_addresses(root: Path) -> Iterator[Fault]:
    for path in sorted(root.glob("requirements*.lock")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if ADDRESS.search(line.replace("--hash=", "")):
                yield Fault(path.name, number, "a lock names packages and hashes, never an address")


def main() -> int:
    """Print the faults of the project this file belongs to."""
    found = faults(Path(__file__).parent.parent)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
