"""One published row: what the editions know about a set of quarters, places and values. Unknown is None."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hub.domain.case import CaseStatus
from hub.domain.counting import STAGES
from hub.domain.edition import Edition, Path, Told
from hub.domain.figures import DELICATE_BELOW, per_inhabitants, ratio
from hub.domain.quantiles import percentile
from hub.domain.quarters import months_of
from hub.domain.sla import ClockKind
from hub.domain.statistics import ClockShare, StatisticsKey, StatisticsRow
from hub.domain.status import FINAL

ENOUGH_FOR_PERCENTILES = 2 * DELICATE_BELOW
"""So many cases whose clock is told to have been kept, or that are told to be answered."""

ENOUGH_FOR_MEANS = 4 * DELICATE_BELOW
"""Means are told to one decimal: of so many cases that leaves open what a single one was."""

UPPER = "*"
"""First step of the path to an agency that works in several regencies. A longer path is its part in a place,
of which nothing is told."""

_LIVE = [status.value for status in CaseStatus if status not in FINAL]
_CLOCKS = {
    ClockKind.VERIFICATION: (["met"], ["breached"]),
    ClockKind.FIRST_RESPONSE: (["met"], ["breached"]),
    ClockKind.RESOLUTION: (["met"], ["late", "missed"]),
}


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of a row: of these quarters, of these places together; of these values of `about`."""

    editions: tuple[Edition, ...]
    places: tuple[Path, ...]
    about: str | None = None
    values: tuple[str, ...] = ()

    def row(self, keys: tuple[StatisticsKey, ...], population: int | None) -> StatisticsRow:
        """Its figures. By `about` only the number of cases is published, for a place or an agency all."""
        if self.about is not None:
            received = self.cases(self.about, self.values)
            row = StatisticsRow(keys=keys, received=received)
        else:
            received = self.cases()
            row = replace(self._course(received), keys=keys, received=received)
        return replace(row, per_hundred_thousand=per_inhabitants(received, population))

    def cases(self, about: str | None = None, values: Iterable[str] = ("",)) -> int | None:
        """How many, if every part of the sum stands in the editions."""
        codes = list(values)
        found = [
            _known(edition, place, about, code)
            for edition in self.editions
            for place in self.places
            for code in codes
            if about != "MONTH" or code in months_of(edition.quarter)
        ]
        known = [one for one in found if one is not None]
        return sum(known) if len(known) == len(found) and found else None

    def _course(self, received: int | None) -> StatisticsRow:
        met, late = self.cases("RESOLUTION", ["met"]), self.cases("RESOLUTION", ["late"])
        answered = None if met is None or late is None else met + late
        auto, person = self.cases("ROUTED", ["auto"]), self.cases("ROUTED", ["person"])
        routed = None if auto is None or person is None else auto + person
        returned = self.cases("RETURNED", ["yes"])
        shares = [self._clock(clock) for clock in _CLOCKS]
        row = StatisticsRow(
            keys=(),
            answered=answered,
            closed=self.cases("STATUS", [CaseStatus.CLOSED.value]),
            merged=self.cases("STATUS", [CaseStatus.MERGED.value]),
            withdrawn=self.cases("STATUS", [CaseStatus.WITHDRAWN.value]),
            open=self.cases("STATUS", _LIVE),
            overdue=self.cases("OVERDUE", ["yes"]),
            returned=returned,
            escalated=self.cases("ESCALATED", ["yes"]),
            reopened=self.cases("REOPENED", ["yes"]),
            on_time_share=ratio(met or 0, answered or 0),
            on_time=tuple(share for share in shares if share is not None),
            auto_routed_share=ratio(auto or 0, routed or 0),
            never_returned_share=None
            if received is None or returned is None
            else ratio(received - returned, received),
            hops_per_case=self._mean("hops", routed),
            mean_rating=self._mean("rating", self.cases("RATED", ["yes"])),
        )
        return row if received is None else self._with_hours(row)

    def _clock(self, clock: ClockKind) -> ClockShare | None:
        good, bad = _CLOCKS[clock]
        met, breached = self.cases(clock.value, good), self.cases(clock.value, bad)
        return None if met is None or breached is None else ClockShare(clock, met, breached)

    def _mean(self, name: str, cases: int | None) -> float | None:
        if cases is None or cases < ENOUGH_FOR_MEANS:
            return None
        return round(sum(told.sums.get(name, 0) for told in self._told()) / cases, 1)

    def _with_hours(self, row: StatisticsRow) -> StatisticsRow:
        """Percentiles of as many durations as the told numbers alone say there are.

        Of the histogram itself nothing may be asked: whether there are enough of them would say how many
        cases have no answer, also where that number is kept back.
        """
        met = {share.clock: share.met for share in row.on_time}
        answered, unknown = row.answered or 0, (None, None)
        enough = {
            "response": max(answered, met.get(ClockKind.FIRST_RESPONSE, 0)),
            "answer": answered,
            "verification": met.get(ClockKind.VERIFICATION, 0),
        }
        found = {
            stage: self._percentiles(stage) if enough[stage] >= ENOUGH_FOR_PERCENTILES else unknown
            for stage in STAGES
        }
        (median, p90), answer, verification = found["response"], found["answer"], found["verification"]
        return replace(
            row,
            median_hours=median,
            p90_hours=p90,
            median_hours_to_answer=answer[0],
            p90_hours_to_answer=answer[1],
            median_hours_to_verification=verification[0],
            p90_hours_to_verification=verification[1],
        )

    def _percentiles(self, stage: str) -> tuple[float | None, float | None]:
        histogram: Counter[int] = Counter()
        for told in self._told():
            histogram.update(told.hours.get(stage, {}))
        return percentile(histogram, 0.5), percentile(histogram, 0.9)

    def _told(self) -> list[Told]:
        return [
            edition.nodes[place]
            for edition in self.editions
            for place in self.places
            if place in edition.nodes
        ]


def _known(edition: Edition, place: Path, about: str | None, value: str) -> int | None:
    """Cases of one quarter, place and value; None: kept back."""
    everything = edition.nodes.get(())
    if everything is not None and not everything.received:
        return 0
    if place[:1] == (UPPER,):
        return edition.upper.get(place[1]) if about is None and len(place) == 2 else None
    told = edition.nodes.get(place)
    if told is None:
        return 0 if _is_surely_empty(edition, place) else None
    if about is None:
        return told.received
    kept_back = None if about not in told.whole else 0
    return told.codes.get(about, {}).get(value, kept_back)


def _is_surely_empty(edition: Edition, place: Path) -> bool:
    """Not told, and yet known: everything there is around it is told."""
    if not place:
        return False
    around = edition.nodes.get(place[:-1])
    return around.complete if around is not None else _is_surely_empty(edition, place[:-1])
