"""Claims become candidates: which is best, whether it is beyond doubt, and who would gainsay it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hub.domain.claims import CERTAIN, MOST_CANDIDATES, Claim
from hub.domain.decision import Candidate
from hub.domain.directory import Directory
from hub.domain.matter import Matter
from hub.domain.reasons import Reason

ROUTED_FROM = 0.7
"""Least confidence at which a case is forwarded without a person."""

MARGIN = 0.15
"""Least distance to the next candidate outside the same chain of command; below it a person decides."""


def ranked(claims: Mapping[str, Claim], matter: Matter) -> tuple[Candidate, ...]:
    """Best first. Of equals the lower office, then the one the reporter guessed, then by code."""
    directory, hint = matter.directory, matter.facts.hint
    hinted = directory.canonical(hint) if hint is not None else None
    found = [Candidate(code, claim.confidence, _in_order(claim.reasons)) for code, claim in claims.items()]
    depth = {code: len(_superiors(code, directory)) for code in claims}
    found.sort(key=lambda one: (-one.confidence, -depth[one.agency], one.agency != hinted, one.agency))
    return tuple(found[:MOST_CANDIDATES])


def is_clear(candidates: tuple[Candidate, ...], directory: Directory) -> bool:
    """Whether the first stands far enough above everybody who is not of its own house."""
    if not candidates or candidates[0].confidence < ROUTED_FROM:
        return False
    best = candidates[0]
    rivals = (one.confidence for one in candidates[1:] if not same_chain(best.agency, one.agency, directory))
    return round(best.confidence - max(rivals, default=0.0), 4) >= MARGIN


def put_first(
    chosen: str, confidence: float, claims: Mapping[str, Claim], matter: Matter
) -> tuple[Candidate, ...]:
    """The candidates with the one that a later step chose at their head, as sure as any behind it."""
    others = [one for one in ranked(claims, matter) if one.agency != chosen][: MOST_CANDIDATES - 1]
    most = max((confidence, *(one.confidence for one in others)))
    first = Candidate(chosen, round(min(CERTAIN, most), 4), _in_order(claims[chosen].reasons))
    return (first, *(replace(one, confidence=min(one.confidence, first.confidence)) for one in others))


@dataclass(frozen=True, slots=True)
class Lawful:
    """Whom the law names, refusers too: who would get the case without rivals, with its confidence.

    `chosen`: those competent for the topic that somebody chose, which weighs more than any words.
    """

    strong: Mapping[str, float]
    chosen: frozenset[str]


def lawful(claims: Mapping[str, Claim]) -> Lawful:
    """What the law alone says; `claims` from `hub.domain.claims.by_law`."""
    chosen = (code for code, claim in claims.items() if any(one.rule == "topic" for one in claim.reasons))
    strong = {code: claim.confidence for code, claim in claims.items() if claim.confidence >= ROUTED_FROM}
    return Lawful(strong, frozenset(chosen))


def same_chain(one: str, other: str, directory: Directory) -> bool:
    """A hospital and its health office do not rival: a mistake between them is mended inside the house."""
    return one in _superiors(other, directory) or other in _superiors(one, directory)


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Heaviest first, each once."""
    return tuple(sorted(dict.fromkeys(reasons), key=lambda reason: -reason.weight))


def _superiors(code: str, directory: Directory) -> tuple[str, ...]:
    """The agency and those above it, itself first."""
    found: list[str] = []
    above: str | None = code
    while above is not None and above in directory.agencies:
        found.append(above)
        above = directory.agencies[above].parent
    return tuple(found)
