"""What is known of all cases while they are on their way, out of the events that subscriptions bring."""

import asyncio
from dataclasses import dataclass, field

from hub.cli.demo.answers import Happened
from hub.cli.demo.scenario import Planned


@dataclass(slots=True)
class Way:
    """How far one case is."""

    sequences: list[int] = field(default_factory=list)
    hops: int = 0
    is_assigned: bool = False
    is_delivered: bool = False
    is_answered: bool = False

    def see(self, event: Happened) -> None:
        """Take one event in."""
        self.sequences.append(event.sequence)
        match event.type:
            case "ASSIGNED":
                self.hops += 1
                self.is_assigned, self.is_delivered = True, False
            case "DELIVERED" | "ACCEPTED":  # who accepts a case has it
                self.is_delivered = True
            case "RETURNED" | "RECALLED":
                self.is_assigned = self.is_delivered = False
            case "ANSWERED":
                self.is_answered = True

    @property
    def is_gap_free(self) -> bool:
        """Whether every event came, once and in order."""
        return self.sequences == list(range(1, len(self.sequences) + 1))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases have come how far."""

    handed_in: int
    assigned: int
    delivered: int
    answered: int


class Board:
    """All cases. Events may be seen before the portal knows the number of the case it handed in."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.planned: dict[str, Planned] = {}
        self.ways: dict[str, Way] = {}
        self.repeats = 0
        self.all_taken = asyncio.Event()

    def hand_in(self, number: str, planned: Planned) -> None:
        """A portal got a tracking number."""
        self.planned[number] = planned
        if len(self.planned) == self.expected:
            self.all_taken.set()

    def see(self, event: Happened) -> None:
        """An event came over a subscription."""
        self.ways.setdefault(event.case.tracking_number, Way()).see(event)

    @property
    def events(self) -> int:
        """How many events were seen."""
        return sum(len(way.sequences) for way in self.ways.values())

    def counts(self) -> Counts:
        """For the progress bars."""
        ways = self.ways.values()
        return Counts(
            len(self.planned),
            sum(way.is_assigned for way in ways),
            sum(way.is_delivered for way in ways),
            sum(way.is_answered for way in ways),
        )

    @property
    def is_complete(self) -> bool:
        """Every case was answered by the owner it had to come to."""
        return len(self.planned) == self.expected and not self.unfinished()

    def unfinished(self) -> list[str]:
        """Numbers of the cases that are still on their way."""
        return [
            number
            for number, planned in self.planned.items()
            if not _is_done(self.ways.get(number, Way()), planned)
        ]

    def broken_feeds(self) -> list[str]:
        """Numbers of the cases whose events came with a gap, twice, or in the wrong order."""
        return [number for number, way in self.ways.items() if not way.is_gap_free]


def _is_done(way: Way, planned: Planned) -> bool:
    return way.is_delivered and way.is_answered and way.hops >= planned.hops
