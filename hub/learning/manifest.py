"""What stands in the file beside a model's tables: everything small, as plain data with a shape."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

FORMAT = 1
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class OfficeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One office of a kind."""

    agency: str
    place: str
    cases: Annotated[int, Meta(ge=0)]
    regions: dict[str, int]


class KindRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Offices that differ by place only; `house` is their place in the list of houses."""

    house: Annotated[int, Meta(ge=0)]
    name: str
    offices: Annotated[list[OfficeRow], Meta(min_length=1)]
    where: dict[str, float]


class FieldRows(Struct, frozen=True, forbid_unknown_fields=True):
    """What topics and regions add to each house."""

    topics: dict[str, list[float]]
    regions: dict[str, list[float]]


class BlendRow(Struct, frozen=True, forbid_unknown_fields=True):
    """See `hub.learning.blending.Blend`."""

    warmth: dict[str, float]
    first: dict[str, float]
    others: dict[str, float]
    sharpness: float


class SurenessRow(Struct, frozen=True, forbid_unknown_fields=True):
    """See `hub.learning.sureness`: when the first opinion may stand alone."""

    middle: list[float]
    spread: list[float]
    weights: list[float]
    records: dict[int, float]
    usual: float
    margin: float


class HeldOut(Struct, frozen=True, forbid_unknown_fields=True):
    """Figures of the newest part of the training set, by experts that were not taught it. Shares, 0 to 1."""

    cases: int
    accuracy: float
    coverage: float
    precision: float | None


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a model comes from."""

    created_at: datetime
    fingerprint: Sha256
    cases: int
    agencies: int
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
    houses: Annotated[list[str], Meta(min_length=1)]
    kinds: list[KindRow]
    fields: FieldRows
    blend: BlendRow
    sureness: SurenessRow | None
    about: About


def numbers(manifest: Manifest) -> "list[float]":
    """Every number the model calculates with, to be looked over."""
    found: list[float] = [manifest.blend.sharpness]
    tables: tuple[Mapping[str, list[float]], ...] = (manifest.fields.topics, manifest.fields.regions)
    found += [value for table in tables for row in table.values() for value in row]
    for some in (manifest.blend.warmth, manifest.blend.first, manifest.blend.others):
        found += some.values()
    for kind in manifest.kinds:
        found += kind.where.values()
    if manifest.sureness is not None:
        sure = manifest.sureness
        found += [*sure.middle, *sure.spread, *sure.weights, *sure.records.values(), sure.usual, sure.margin]
    return found
