"""Legal clocks, folded from timelines: when they start, pause, stop and run out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.calendar import (
    ZONES,
    due_at,
    due_on_calendar,
    working_days_between,
    working_days_left,
)
from hub.domain.case import CaseEvent, CaseEventType, CaseKind, CaseStatus, Sensitivity
from hub.domain.directory import Directory
from hub.domain.legal_limit import LegalLimit
from hub.domain.sla import Clock, ClockKind, ClockState, breaches, clocks, near, next_due
from hub.reference.loader import load

DIRECTORY = load()
WIB, WITA = ZONES["Asia/Jakarta"], ZONES["Asia/Makassar"]
E = CaseEventType
MONDAY = datetime(2026, 6, 29, 9, tzinfo=WIB)  # six weeks without a holiday follow


def day(number: int, hour: int = 9) -> datetime:
    """The given calendar day after that Monday, day 0."""
    return MONDAY + timedelta(days=number, hours=hour - 9)


def timeline(*happened: tuple[CaseEventType, datetime]) -> list[CaseEvent]:
    """Events of one case with only what clocks look at filled in by the caller."""
    return [
        CaseEvent(
            id=f"event-{sequence}",
            case_id="case-1",
            sequence=sequence,
            type=type_,
            status=CaseStatus.RECEIVED,
            version=sequence,
            actor="system",
            agency=None,
            note=None,
            occurred_at=at.astimezone(UTC),
            claimed_at=None,
            facts={},
        )
        for sequence, (type_, at) in enumerate(happened, start=1)
    ]


def read(
    events: Sequence[CaseEvent],
    now: datetime,
    kind: CaseKind = CaseKind.COMPLAINT,
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
) -> tuple[Clock, ...]:
    return clocks(events, kind, sensitivity, "62.01", DIRECTORY, now)


def with_limits(*limits: LegalLimit) -> Directory:
    return replace(DIRECTORY, legal_limits=limits)


def only(found: Sequence[Clock], kind: ClockKind) -> Clock:
    (clock,) = (one for one in found if one.kind is kind)
    return clock


def test_a_new_case_has_three_working_days_to_be_verified() -> None:
    clock = only(read(timeline((E.SUBMITTED, day(0))), day(1)), ClockKind.VERIFICATION)

    assert clock.due_at == datetime(2026, 7, 3, tzinfo=WIB)
    assert (clock.state, clock.working_days_left) == (ClockState.RUNNING, 2)
    assert clock.source.startswith("R1: ")


def test_verification_in_time_is_met_and_starts_the_resolution() -> None:
    found = read(timeline((E.SUBMITTED, day(0)), (E.VERIFIED, day(2))), day(40))

    assert only(found, ClockKind.VERIFICATION).state is ClockState.MET
    assert only(found, ClockKind.VERIFICATION).stopped_at == day(2)
    assert only(found, ClockKind.RESOLUTION).started_at == day(2)


def test_verification_at_the_stroke_of_the_due_midnight_is_late() -> None:
    due = datetime(2026, 7, 3, tzinfo=WIB)
    late = read(timeline((E.SUBMITTED, day(0)), (E.VERIFIED, due)), due)
    in_time = read(timeline((E.SUBMITTED, day(0)), (E.VERIFIED, due - timedelta(microseconds=1))), due)

    assert only(late, ClockKind.VERIFICATION).state is ClockState.BREACHED
    assert only(in_time, ClockKind.VERIFICATION).state is ClockState.MET


def test_the_resolution_limit_follows_kind_and_sensitivity() -> None:
    events = timeline((E.SUBMITTED, day(0)), (E.VERIFIED, day(0)))
    expected = {
        (CaseKind.COMPLAINT, Sensitivity.ORDINARY): ("R4", 14),
        (CaseKind.INFORMATION_REQUEST, Sensitivity.ORDINARY): ("R3", 5),
        (CaseKind.SUGGESTION, Sensitivity.ORDINARY): ("R6", 14),
        (CaseKind.COMPLAINT, Sensitivity.OVERSIGHT): ("R5", 60),
        (CaseKind.INFORMATION_REQUEST, Sensitivity.OVERSIGHT): ("R5", 60),
        (CaseKind.COMPLAINT, Sensitivity.WHISTLEBLOWING): ("R5.wbs", 60),
    }
    found = {key: only(read(events, day(0), *key), ClockKind.RESOLUTION) for key in expected}

    assert {
        key: (clock.source.split(":")[0], clock.working_days_left) for key, clock in found.items()
    } == expected


def test_the_outer_bound_counts_where_no_shorter_limit_is_given() -> None:
    bound = with_limits(*(limit for limit in DIRECTORY.legal_limits if limit.id == "R8"))
    events = timeline((E.VERIFIED, day(0)))
    found = clocks(events, CaseKind.COMPLAINT, Sensitivity.OVERSIGHT, "62.01", bound, day(1))

    assert [clock.due_at for clock in found] == [datetime(2026, 8, 29, tzinfo=WIB)]


def test_every_assignment_has_a_first_response_clock_of_its_own() -> None:
    events = timeline(
        (E.ASSIGNED, day(0)), (E.RETURNED, day(1)), (E.ASSIGNED, day(2)), (E.PROGRESSED, day(3))
    )
    found = [one for one in read(events, day(30)) if one.kind is ClockKind.FIRST_RESPONSE]

    assert [one.started_at for one in found] == [day(0), day(2)]
    assert [one.stopped_at for one in found] == [day(1), day(3)]
    assert {one.state for one in found} == {ClockState.MET}


def test_later_progress_does_not_move_the_first_response() -> None:
    events = timeline((E.ASSIGNED, day(0)), (E.PROGRESSED, day(1)), (E.PROGRESSED, day(20)))

    assert only(read(events, day(30)), ClockKind.FIRST_RESPONSE).stopped_at == day(1)


def test_a_question_to_the_reporter_pauses_and_the_due_date_moves_by_working_days() -> None:
    asked = [(E.VERIFIED, day(0)), (E.INFORMATION_REQUESTED, day(3))]
    unpaused = only(read(timeline((E.VERIFIED, day(0))), day(3)), ClockKind.RESOLUTION)
    paused = only(read(timeline(*asked), day(7)), ClockKind.RESOLUTION)
    resumed = only(
        read(timeline(*asked, (E.INFORMATION_PROVIDED, day(7))), day(7, hour=10)), ClockKind.RESOLUTION
    )

    assert (paused.state, paused.paused_at) == (ClockState.PAUSED, day(3))
    assert (resumed.state, resumed.paused_at) == (ClockState.RUNNING, None)
    # From Thursday to Monday two working days passed; 17 July is a Friday.
    assert (unpaused.due_at.date().isoformat(), resumed.due_at.date().isoformat()) == (
        "2026-07-18",
        "2026-07-22",
    )


def test_a_silent_reporter_has_thirty_calendar_days() -> None:
    events = timeline((E.VERIFIED, day(0)), (E.INFORMATION_REQUESTED, day(3)))
    clock = only(read(events, day(7)), ClockKind.REPORTER_REPLY)

    assert clock.due_at == datetime(2026, 8, 2, tzinfo=WIB)
    assert next_due(read(events, day(7))) == clock.due_at


def test_an_assignment_made_while_the_reporter_is_asked_starts_paused() -> None:
    events = timeline((E.INFORMATION_REQUESTED, day(0)), (E.ASSIGNED, day(1)))

    assert only(read(events, day(20)), ClockKind.FIRST_RESPONSE).state is ClockState.PAUSED


def test_a_contest_resumes_the_resolution_without_the_days_of_waiting() -> None:
    events = timeline((E.VERIFIED, day(0)), (E.ANSWERED, day(10)), (E.CONTESTED, day(16)))
    resolution = only(read(events, day(16)), ClockKind.RESOLUTION)
    reply = only(read(events, day(16)), ClockKind.REPORTER_REPLY)

    assert resolution.state is ClockState.RUNNING
    assert resolution.working_days_left == 14 - 8
    assert (reply.state, reply.stopped_at) == (ClockState.MET, day(16))


def test_a_late_answer_stays_late_when_it_is_contested_over_a_weekend() -> None:
    saturday, monday = day(19), day(21)  # due at the midnight that ends Friday, day 18
    events = timeline((E.VERIFIED, MONDAY), (E.ANSWERED, saturday), (E.CONTESTED, monday))
    clock = only(read(events, monday), ClockKind.RESOLUTION)

    assert clock.state is ClockState.BREACHED
    assert clock.due_at == datetime(2026, 7, 18, tzinfo=WIB)


def test_a_question_asked_too_late_does_not_heal_a_breach() -> None:
    events = timeline(
        (E.VERIFIED, day(0)), (E.INFORMATION_REQUESTED, day(19)), (E.INFORMATION_PROVIDED, day(21))
    )

    assert only(read(events, day(21)), ClockKind.RESOLUTION).state is ClockState.BREACHED


def test_a_final_event_stops_every_clock() -> None:
    for final in (E.CLOSED, E.ARCHIVED, E.MERGED, E.WITHDRAWN):
        events = timeline((E.SUBMITTED, day(0)), (E.VERIFIED, day(0)), (E.ASSIGNED, day(0)), (final, day(1)))
        found = read(events, day(90))

        assert {one.stopped_at for one in found} == {day(0), day(1)}
        assert next_due(found) is None
        assert breaches(found) == ()


def test_a_reopened_case_goes_on_where_it_stopped() -> None:
    events = timeline((E.VERIFIED, day(0)), (E.ANSWERED, day(1)), (E.CLOSED, day(2)), (E.REOPENED, day(9)))

    assert only(read(events, day(9)), ClockKind.RESOLUTION).working_days_left == 13


def test_a_reporters_silence_is_no_breach_of_an_agency() -> None:
    found = read(timeline((E.VERIFIED, day(0)), (E.ANSWERED, day(1))), day(60))

    assert only(found, ClockKind.REPORTER_REPLY).state is ClockState.BREACHED
    assert breaches(found) == ()


def test_the_day_of_start_is_that_of_the_owners_zone() -> None:
    late_evening = datetime(2026, 6, 30, 23, 30, tzinfo=WIB)  # half past midnight of 1 July in WITA
    events = timeline((E.SUBMITTED, late_evening))
    west, central = (
        clocks(events, CaseKind.COMPLAINT, Sensitivity.ORDINARY, place, DIRECTORY, late_evening)[0]
        for place in ("62.01", "64.02")
    )

    assert west.due_at == datetime(2026, 7, 4, tzinfo=WIB)
    assert central.due_at == datetime(2026, 7, 7, tzinfo=WITA)


def test_a_limit_does_not_reach_back_before_it_was_in_force() -> None:
    assert read(timeline((E.SUBMITTED, datetime(2018, 5, 7, tzinfo=WIB))), day(0)) == ()


MOVING = [
    E.VERIFIED,
    E.INFORMATION_REQUESTED,
    E.INFORMATION_PROVIDED,
    E.ASSIGNED,
    E.RETURNED,
    E.PROGRESSED,
    E.ANSWERED,
    E.CONTESTED,
    E.CLOSED,
    E.REOPENED,
]
RANDOM = st.lists(
    st.tuples(
        st.sampled_from(MOVING) | st.sampled_from(list(E)), st.timedeltas(timedelta(0), timedelta(days=25))
    ),
    max_size=12,
)


def spread(steps: Sequence[tuple[CaseEventType, timedelta]]) -> tuple[list[CaseEvent], datetime]:
    at, happened = MONDAY, []
    for type_, passed in steps:
        at += passed
        happened.append((type_, at))
    return timeline(*happened), at


@given(
    RANDOM, st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=40))
)
@settings(deadline=None)
def test_time_alone_never_heals_a_clock_and_never_adds_days(
    steps: list[tuple[CaseEventType, timedelta]], soon: timedelta, later: timedelta
) -> None:
    events, last = spread(steps)
    before, after = read(events, last + soon), read(events, last + soon + later)

    assert len(before) == len(after)
    for first, second in zip(before, after, strict=True):
        assert second.due_at >= first.due_at
        assert first.due_at == second.due_at or first.state is ClockState.PAUSED
        assert 0 <= second.working_days_left <= first.working_days_left
        assert first.state is not ClockState.BREACHED or second.state is ClockState.BREACHED


@given(RANDOM, RANDOM)
@settings(deadline=None, max_examples=300)
def test_what_was_breached_stays_breached_whatever_happens_next(
    steps: list[tuple[CaseEventType, timedelta]], more: list[tuple[CaseEventType, timedelta]]
) -> None:
    events, last = spread(steps)
    longer, end = spread([*steps, *more])
    late = {(one.kind, one.started_at) for one in read(events, last) if one.state is ClockState.BREACHED}
    late_then = {(one.kind, one.started_at) for one in read(longer, end) if one.state is ClockState.BREACHED}

    assert late <= late_then


@given(RANDOM)
@settings(deadline=None)
def test_a_clock_is_never_shorter_than_its_limit(steps: list[tuple[CaseEventType, timedelta]]) -> None:
    events, last = spread(steps)
    amounts = {limit.id: limit for limit in DIRECTORY.legal_limits}

    for clock in read(events, last):
        limit = amounts[clock.source.split(":")[0]]
        started, end = clock.started_at.astimezone(WIB).date(), clock.due_at.date() - timedelta(days=1)
        given_days = (
            (end - started).days
            if limit.unit == "cd"
            else working_days_between(started, end, DIRECTORY.days_off("62.01"))
        )
        assert given_days >= limit.amount
        assert clock.due_at.utcoffset() == timedelta(hours=7)


@given(RANDOM)
@settings(deadline=None)
def test_the_next_deadline_belongs_to_a_running_clock(steps: list[tuple[CaseEventType, timedelta]]) -> None:
    events, last = spread(steps)
    found = read(events, last)
    running = [one.due_at for one in found if one.state is ClockState.RUNNING]

    assert next_due(found) == (min(running) if running else None)
    assert all(one.stopped_at is None for one in found if one.state is ClockState.RUNNING)
    assert all(one.stopped_at is not None for one in found if one.state is ClockState.MET)


DELIVERED = replace(
    next(limit for limit in DIRECTORY.legal_limits if limit.id == "R2"),
    starts="DELIVERED",
    valid_from=date(2026, 7, 1),
)


def test_a_new_edition_of_a_rule_may_start_the_clock_another_way() -> None:
    both = with_limits(*DIRECTORY.legal_limits, DELIVERED)
    old = timeline((E.ASSIGNED, day(0)), (E.DELIVERED, day(0, hour=15)))
    new = timeline((E.ASSIGNED, day(7)), (E.DELIVERED, day(9)))
    started = [
        [
            one.started_at
            for one in clocks(events, CaseKind.COMPLAINT, Sensitivity.ORDINARY, "62.01", both, day(10))
            if one.kind is ClockKind.FIRST_RESPONSE
        ]
        for events in (old, new)
    ]

    assert started == [[day(0)], [day(9)]]


@given(
    st.sampled_from([("ASSIGNED", "DELIVERED"), ("DELIVERED", "ASSIGNED")]),
    st.integers(min_value=0, max_value=12),
    st.integers(min_value=0, max_value=12),
)
def test_an_assignment_that_straddles_a_new_edition_has_one_first_response_clock(
    starts: tuple[str, str], offered: int, waits: int
) -> None:
    others = tuple(limit for limit in DIRECTORY.legal_limits if limit.id != "R2")
    editions = (
        replace(DELIVERED, starts=starts[0], valid_from=date(2019, 1, 1)),
        replace(DELIVERED, starts=starts[1], valid_from=day(6).date()),
    )
    events = timeline((E.ASSIGNED, day(offered)), (E.DELIVERED, day(offered + waits, hour=15)))
    found = clocks(
        events,
        CaseKind.COMPLAINT,
        Sensitivity.ORDINARY,
        "62.01",
        with_limits(*others, *editions),
        day(30),
    )
    started = [one.started_at for one in found if one.kind is ClockKind.FIRST_RESPONSE]
    edition = starts[offered >= 6]
    assert started == [day(offered) if edition == "ASSIGNED" else day(offered + waits, hour=15)]


def test_the_limit_in_force_on_the_day_of_the_start_counts() -> None:
    shorter = replace(DIRECTORY.legal_limits[0], amount=2, valid_from=date(2026, 7, 1))
    both = with_limits(*DIRECTORY.legal_limits, shorter)
    due = [
        clocks(timeline((E.SUBMITTED, at)), CaseKind.COMPLAINT, Sensitivity.ORDINARY, "62.01", both, at)[
            0
        ].due_at
        for at in (day(1), day(2))
    ]

    assert due == [datetime(2026, 7, 4, tzinfo=WIB), datetime(2026, 7, 4, tzinfo=WIB)]


def test_one_day_before_the_end_of_a_short_limit_and_three_before_that_of_a_long_one_it_is_near() -> None:
    found = read(timeline((E.SUBMITTED, day(0)), (E.VERIFIED, day(0)), (E.ASSIGNED, day(0))), day(0))
    left = {
        one.kind: [
            working_days_left(one.near_at + timedelta(hours=shift), one.due_at, DIRECTORY.days_off("62.01"))
            for shift in (-1, 0)
        ]
        for one in found
        if one.near_at is not None
    }

    assert left == {
        ClockKind.VERIFICATION: [2, 1],
        ClockKind.FIRST_RESPONSE: [2, 1],
        ClockKind.RESOLUTION: [4, 3],
    }


def test_a_limit_that_is_near_from_the_start_warns_of_nothing() -> None:
    short = with_limits(replace(DIRECTORY.legal_limits[0], amount=1))
    events = timeline((E.SUBMITTED, day(0)))
    [clock] = clocks(events, CaseKind.COMPLAINT, Sensitivity.ORDINARY, "62.01", short, day(0))

    assert clock.near_at is None
    assert near([clock], events) == ()


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 1)))  # noqa: DTZ001 - the zone comes next
def test_ten_working_days_are_never_shorter_than_the_ten_days_of_the_site(naive: datetime) -> None:
    """R7: one text says 10 working days, the site's timer "10 hari"; the later of the two counts."""
    started = naive.replace(tzinfo=WIB)

    assert due_at(started, 10, DIRECTORY.days_off("62.01")) >= due_on_calendar(started, 10)


def test_the_owners_place_decides_not_that_of_the_case() -> None:
    assigned = [
        replace(one, agency="id.kemenkes", facts={"assignee": "id.kemenkes"})
        for one in timeline((E.ASSIGNED, datetime(2026, 6, 30, 23, 30, tzinfo=WIB)))
    ]
    [clock] = clocks(
        assigned, CaseKind.COMPLAINT, Sensitivity.ORDINARY, "94.04", DIRECTORY, assigned[0].occurred_at
    )

    assert clock.due_at == datetime(2026, 7, 8, tzinfo=WIB)  # in Papua it was 1 July already
    assert clock.calendar == DIRECTORY.calendar("id.kemenkes", "94.04").version


def test_a_pause_that_began_on_the_last_day_is_never_a_breach_whatever_day_it_ends() -> None:
    friday = [(E.ASSIGNED, day(-3)), (E.INFORMATION_REQUESTED, day(4))]  # five working days after a Friday
    for days in range(4, 40):
        paused = only(read(timeline(*friday), day(days, 10)), ClockKind.FIRST_RESPONSE)
        assert paused.state is ClockState.PAUSED
    saturday = timeline(*friday, (E.INFORMATION_PROVIDED, day(5)))
    monday = timeline(*friday, (E.INFORMATION_PROVIDED, day(7)))
    due = [only(read(one, day(7, 12)), ClockKind.FIRST_RESPONSE).due_at for one in (saturday, monday)]

    assert due == [datetime(2026, 7, 7, tzinfo=WIB)] * 2
