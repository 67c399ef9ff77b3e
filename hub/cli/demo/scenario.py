"""The cases the demonstration hands in, and what is planned to happen to some of them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

CASES = Path(__file__).parent / "cases"

Story = Literal["plain", "asked", "bounced", "triaged"]
"""`asked`: the agency wants to know more; `bounced`: the first one returns it; `triaged`: people route it."""


class Planned(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case as a citizen would word it. `owner` is the agency that must have it in the end."""

    title: str
    body: str
    district: str
    owner: str
    kind: Literal["COMPLAINT", "SUGGESTION", "INFORMATION_REQUEST"] = "COMPLAINT"
    sensitivity: Literal["ORDINARY", "OVERSIGHT", "WHISTLEBLOWING"] = "ORDINARY"
    protection: Literal["NAMED", "SEALED", "NONE"] = "NAMED"
    visibility: Literal["PUBLIC", "RESTRICTED"] = "PUBLIC"
    topic: str | None = None
    story: Story = "plain"
    reply: str | None = None  # what the reporter answers when asked

    @property
    def hops(self) -> int:
        """How many agencies it is given to until it is with its owner."""
        return 2 if self.story == "bounced" else 1


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    region: str
    case: list[Planned]


@dataclass(frozen=True, slots=True)
class Intake:
    """What one portal hands in, in this order. `region` is the one the portal serves."""

    channel: str
    region: str
    cases: tuple[Planned, ...]


def load_intakes(folder: Path = CASES) -> tuple[Intake, ...]:
    """One file per portal, named after its channel; the one with most cases first.

    Raises:
        msgspec.ValidationError: a case is written with words nobody knows.
    """
    found = (_intake(path) for path in sorted(folder.glob("*.toml")))
    return tuple(sorted(found, key=lambda intake: -len(intake.cases)))


def _intake(path: Path) -> Intake:
    content = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    return Intake(path.stem, content.region, tuple(content.case))


def submission(planned: Planned, channel: str, number: int) -> dict[str, object]:
    """The input of `submitCase`. The same number gives the same idempotency key.

    Args:
        planned: what is handed in.
        channel: of the portal.
        number: place of the case in the portal's list.
    """
    return {
        "idempotencyKey": f"demo-{channel}-{number:03d}",
        "kind": planned.kind,
        "title": planned.title,
        "body": planned.body,
        "region": planned.district,
        "topic": planned.topic,
        "sensitivity": planned.sensitivity,
        "identityProtection": planned.protection,
        "visibility": planned.visibility,
        "reporter": _reporter(planned, channel, number),
    }


def _reporter(planned: Planned, channel: str, number: int) -> dict[str, str] | None:
    """An invented person; nobody where the case is handed in without identity."""
    if planned.protection == "NONE":
        return None
    return {"name": f"Warga Contoh {number + 1}", "email": f"warga.{number + 1}@{channel}.example"}


def count(intakes: Sequence[Intake]) -> int:
    """How many cases there are in all."""
    return sum(len(intake.cases) for intake in intakes)
