"""What becomes of agency codes in re-organisations; `aliases`: a code -> the one that follows it."""

from collections.abc import Mapping


def becomes(code: str, aliases: Mapping[str, str]) -> tuple[str, ...]:
    """The code and those it turns into, one re-organisation after the other; a circle ends where it began."""
    path = [code]
    while (code := aliases.get(code, code)) not in path:
        path.append(code)
    return tuple(path)


def formers(aliases: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Code -> the codes that turn into it, at once or step by step, in code order."""
    found: dict[str, list[str]] = {}
    for former in sorted(aliases):
        for code in becomes(former, aliases)[1:]:
            found.setdefault(code, []).append(former)
    return {code: tuple(codes) for code, codes in found.items()}
