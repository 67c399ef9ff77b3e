"""What stands in the file beside a model's tables: everything small, as plain data with a shape."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from math import isfinite
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.learning.blending import EVIDENCE, Blend
from hub.learning.fields import Fields
from hub.learning.offices import Kind
from hub.learning.sureness import HeldOut, Sureness

FORMAT: Literal[1] = 1
EXPERTS = {
    "linear": frozenset({"linear", "bayes", "pieces", EVIDENCE}),
    "plain": frozenset({"bayes", "pieces", EVIDENCE}),
}
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Meta(ge=0)]


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a model comes from. `removed`: how many cases were left out, and why."""

    created_at: datetime
    fingerprint: Sha256
    cases: Count
    agencies: Count
    first: datetime
    last: datetime
    removed: dict[str, int]
    held_out: HeldOut | None
    libraries: dict[str, str]


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """`digest`: SHA-256 of the file with the tables."""

    format: Literal[1]
    kind: Literal["linear", "plain"]
    name: Name
    version: Annotated[int, Meta(ge=1)]
    digest: Sha256
    houses: Annotated[tuple[str, ...], Meta(min_length=1)]
    kinds: dict[int, Kind]
    fields: Fields
    blend: Blend
    sureness: Sureness | None
    about: About


def faults(manifest: Manifest) -> Iterator[str]:
    """What does not fit together."""
    houses = len(manifest.houses)
    if manifest.fields.count != houses:
        yield "the fields are of other houses"
    tables = (manifest.fields.topics, manifest.fields.regions)
    if any(len(row) != houses for table in tables for row in table.values()):
        yield "a field has too many or too few houses"
    if not all(0 <= house < houses and _counted(kind) for house, kind in manifest.kinds.items()):
        yield "a kind of offices belongs to no house, or its counts are none"
    blend = manifest.blend
    if any(set(some) != EXPERTS[manifest.kind] for some in (blend.warmth, blend.first, blend.others)):
        yield "the blend is of other experts"
    if not all(_heavy(some) for some in (blend.first, blend.others)):
        yield "no expert of the blend weighs anything"
    if manifest.sureness is not None and not _fits(manifest.sureness, manifest.kind):
        yield "the signs of sureness are too many or too few"
    if not all(isfinite(value) for value in _numbers(manifest)):
        yield "a number is not finite"


def _heavy(weights: Mapping[str, float]) -> bool:
    return sum(weight for name, weight in weights.items() if name != EVIDENCE) > 0


def _counted(kind: Kind) -> bool:
    counts = chain.from_iterable((one.cases, *one.regions.values()) for one in kind.offices)
    shares = kind.where.values()
    return bool(kind.offices) and min(counts, default=0) >= 0 and all(0 < share <= 1 for share in shares)


def _fits(sureness: Sureness, kind: str) -> bool:
    signs = sureness.signs
    count = 2 + 2 * len(EXPERTS[kind]) + 2 + 2  # see `signs_of`, and the records of house and pair
    lengths = {len(signs.middle), len(signs.spread), len(signs.weights) - 1}
    after = sureness.following
    falling = len(after.usual) == len(after.ordinary) and all(one > 0 for one in after.ordinary)
    return lengths == {count} and all(signs.spread) and falling and all(one >= 0 for one in after.usual)


def _numbers(manifest: Manifest) -> Iterator[float]:
    blend, sure = manifest.blend, manifest.sureness
    yield from (blend.sharpness, blend.others_sharpness)
    yield from chain(blend.warmth.values(), blend.first.values(), blend.others.values())
    for table in (manifest.fields.topics, manifest.fields.regions):
        yield from chain.from_iterable(table.values())
    for kind in manifest.kinds.values():
        yield from kind.where.values()
    if sure is not None:
        signs = sure.signs
        yield from (
            *signs.middle,
            *signs.spread,
            *signs.weights,
            *sure.records.values(),
            *sure.pairs.values(),
        )
        yield from (sure.usual, sure.margin, *sure.following.usual, *sure.following.ordinary)
