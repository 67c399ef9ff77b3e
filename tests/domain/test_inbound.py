"""Words from agencies' systems: every order of arrival ends the same, nothing wrong ever moves a case."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.case import Case, CaseStatus
from hub.domain.evolution import Evolution
from hub.domain.exchange import Change, ExternalRef
from hub.domain.inbound import Record, Ruling, Verdict, moves, receive
from hub.domain.status import Party
from tests.domain.builders import NOW, assigned, setting, types

REF = ExternalRef("kobar-disdukcapil", "7")
WORDS = [
    CaseStatus.ASSIGNED,
    CaseStatus.IN_PROGRESS,
    CaseStatus.NEEDS_INFORMATION,
    CaseStatus.ANSWERED,
    CaseStatus.CLOSED,
    CaseStatus.RETURNED,
    CaseStatus.ARCHIVED,
    None,
]
GIVES_BACK = {CaseStatus.RETURNED, CaseStatus.ARCHIVED}


def ends_once(history: list[CaseStatus | None]) -> bool:
    """An assignment is given back at most once: that ends it."""
    return sum(status in GIVES_BACK for status in history) <= 1


HISTORIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).filter(ends_once)


def word(status: CaseStatus | None, order: int, note: str | None = "kata petugas") -> Change:
    """One thing an agency says."""
    return Change(f"e{order}", REF, status.value if status else "Entah", status, order, note)


def play(start: Case, words: list[Change], *, window: bool = False) -> tuple[Case, list[Ruling]]:
    """Let the words arrive in this order, as casework would."""
    now, record, rulings = start, Record(start.hop, None), []
    seen: set[str] = set()
    for said in words:
        if said.event_id in seen:
            continue  # the inbox keeps each event once
        seen.add(said.event_id)
        change = Evolution(now, NOW)
        ruling = receive(change, said, record, setting(Party.OWNER), runs_reply_window=window)
        rulings.append(ruling)
        if change.events:
            now = change.case
        if moves(said, ruling):
            record = replace(record, last_order=said.order)
    return now, rulings


@settings(max_examples=25, deadline=None)
@given(HISTORIES, st.booleans())
def test_every_order_of_arrival_ends_in_the_same_place(
    history: list[CaseStatus | None], window: bool
) -> None:
    said = [word(status, order) for order, status in enumerate(history, start=1)]
    straight, _ = play(assigned(), said, window=window)
    expected = (straight.status, straight.assignee, straight.owner, straight.hop)
    for arrival in permutations(said):
        end, _ = play(assigned(), list(arrival), window=window)
        assert (end.status, end.assignee, end.owner, end.hop) == expected


@settings(max_examples=200, deadline=None)
@given(HISTORIES, st.randoms(use_true_random=False))
def test_repetitions_change_nothing(history: list[CaseStatus | None], chance: object) -> None:
    said = [word(status, order) for order, status in enumerate(history, start=1)]
    doubled = said + said
    chance.shuffle(doubled)  # type: ignore[attr-defined]
    once: list[Change] = list(dict.fromkeys(doubled))
    assert play(assigned(), doubled)[0].status is play(assigned(), once)[0].status


@given(st.sampled_from(WORDS))
def test_a_word_of_an_earlier_assignment_is_a_recorded_no_op(status: CaseStatus | None) -> None:
    change = Evolution(assigned(hop=2), NOW)
    ruling = receive(change, word(status, 1), Record(1, None), setting(Party.OWNER), runs_reply_window=False)
    assert ruling.verdict is not Verdict.APPLIED
    assert change.events == []


def test_an_unknown_word_is_quarantined() -> None:
    end, rulings = play(assigned(), [word(None, 1)])
    assert rulings[0] == Ruling(Verdict.QUARANTINED, "unknown-word")
    assert end == assigned()


def test_a_later_word_implies_the_earlier_ones() -> None:
    change = Evolution(assigned(owner="62.01.diskominfo", delivered=False), NOW)
    receive(
        change, word(CaseStatus.CLOSED, 3), Record(1, None), setting(Party.OWNER), runs_reply_window=False
    )
    assert [one.value for one in types(change)] == ["DELIVERED", "ACCEPTED", "ANSWERED"]
    assert change.case.status is CaseStatus.ANSWERED


def test_only_a_system_that_ran_the_reply_window_closes_a_case() -> None:
    said = [word(CaseStatus.CLOSED, 1)]
    assert play(assigned(), said, window=True)[0].status is CaseStatus.CLOSED
    assert play(assigned(), said, window=False)[0].status is CaseStatus.ANSWERED


def test_a_return_finds_the_next_owner_by_itself() -> None:
    said = Change("e1", REF, "Bukan Wewenang", CaseStatus.RETURNED, 1, "bukan kami", "62.01.dinsos")
    end, _ = play(assigned(), [said])
    assert (end.status, end.assignee, end.hop, end.returns) == (CaseStatus.ASSIGNED, "62.01.dinsos", 2, 1)


def test_an_agency_cannot_return_a_binding_assignment() -> None:
    end, rulings = play(assigned(binding=True), [word(CaseStatus.RETURNED, 1)])
    assert rulings[0].verdict is Verdict.QUARANTINED
    assert end.assignee == "62.01.disdukcapil"
