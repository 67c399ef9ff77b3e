"""Is every case at its owner exactly once? Asked of the agencies' own systems, not of the hub."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from hub.cli.demo.answers import Hop, Seen
from hub.cli.demo.scenario import Planned

HAS_IT = frozenset({"DELIVERED", "ACCEPTED", "COMPLETED"})


class Held(Struct):
    """A record of a simulated system, as its control port shows it. `ticket`: the number the hub gave it."""

    id: str
    ticket: str | None
    status: str
    institution: str | None = None
    payload: dict[str, Any] = {}

    @property
    def desk(self) -> str | None:
        """Which of the system's institutions holds it, where the system tells them apart."""
        return self.institution or self.payload.get("disposition")


@dataclass(frozen=True, slots=True)
class Fault:
    """A case that is not where it belongs, exactly once. No number: a record nobody sent."""

    number: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Belongings:
    """What the simulated systems hold (system -> records), and which of them serves which connector."""

    records: Mapping[str, Sequence[Held]]
    system_of: Mapping[str, str]
    desk_of: Mapping[str, str | None]  # agency -> its number inside the system

    def by_ticket(self) -> dict[str, list[tuple[str, Held]]]:
        """Every record under the number the hub gave it."""
        found: dict[str, list[tuple[str, Held]]] = defaultdict(list)
        for system, records in self.records.items():
            for record in records:
                found[record.ticket or "(none)"].append((system, record))
        return found


def faults(
    planned: Mapping[str, Planned], seen: Mapping[str, Seen], belongings: Belongings
) -> Iterator[Fault]:
    """Everything that is not as it should be; nothing: every case is at its owner exactly once."""
    held = belongings.by_ticket()
    expected = set()
    for number, plan in planned.items():
        case = seen.get(number)
        if case is None or not case.assignments:
            yield Fault(number, "was given to nobody")
            continue
        yield from (Fault(number, what) for what in _ownership(plan, case))
        for hop in case.assignments:
            ticket = f"{number}#{hop.hop}"
            expected.add(ticket)
            yield from (Fault(number, what) for what in _whereabouts(hop, held.get(ticket, []), belongings))
    for ticket in held.keys() - expected:
        yield Fault(None, f"{held[ticket][0][0]} holds {ticket}, which nobody gave it")


def _ownership(plan: Planned, case: Seen) -> Iterator[str]:
    live = [hop for hop in case.assignments if hop.state in HAS_IT]
    if len(live) != 1:
        yield f"is with {len(live)} agencies"
    elif live[0].agency.code != plan.owner:
        yield f"is with {live[0].agency.code} instead of {plan.owner}"
    if case.owner is None or case.owner.code != plan.owner:
        yield f"its owner is {case.owner.code if case.owner else 'nobody'} instead of {plan.owner}"


def _whereabouts(hop: Hop, found: Iterable[tuple[str, Held]], belongings: Belongings) -> Iterator[str]:
    """One record at the system of the agency, none elsewhere; none at all for the hub's own console."""
    connector = hop.agency.connector
    wanted = [belongings.system_of[connector.name]] if connector else []
    systems = [system for system, _ in found]
    if systems != wanted:
        yield f"hop {hop.hop} is held by {systems or 'no system'} instead of {wanted or 'no system'}"
        return
    desk = belongings.desk_of.get(hop.agency.code)
    for _, record in found:
        if hop.state in HAS_IT and record.desk not in (None, desk):
            yield f"lies at institution {record.desk} instead of {desk}"
