"""A case in random hands: whatever everybody does and every system says, the invariants hold."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.domain import commands as ask
from hub.domain.assignment import MAX_HOPS
from hub.domain.case import (
    CaseEventType,
    CaseStatus,
    CompensationState,
    IdentityProtection,
    OversightState,
    Visibility,
)
from hub.domain.evolution import fold, state_of
from hub.domain.inbound import Verdict
from hub.domain.sla import ClockKind, clocks
from hub.domain.status import FINAL, Party
from tests.domain.walks import COMMANDS, SUBMISSIONS, Journey, legal
from tests.harness import shipped
from tests.model.sizes import EVERY_DAY, SOAK

WORDS = [*CaseStatus, None]
WAITS_FOR_THE_REPORTER = {CaseStatus.ANSWERED, CaseStatus.NEEDS_INFORMATION}
RISING = {  # every level in its order
    "identity_protection": [level.value for level in IdentityProtection],
    "visibility": [level.value for level in Visibility],
    "oversight": [state.value for state in OversightState],
}
CLAIM = {"claimed_at", "claimed", "decide_by"}
DECIDED = CLAIM | {"decided_at", "tell_by"}
GRANTED = DECIDED | {"granted", "payment_due_on"}
KNOWN_OF_A_CLAIM = {
    CompensationState.NONE: set(),
    CompensationState.CLAIMED: CLAIM,
    CompensationState.DENIED: DECIDED,
    CompensationState.GRANTED: GRANTED,
    CompensationState.PAID: GRANTED | {"paid_on"},
}


class CaseMachine(RuleBasedStateMachine):
    """One case from its submission on."""

    journey: Journey

    @initialize(submission=SUBMISSIONS)
    def submit(self, submission: ask.Submission) -> None:
        self.journey = Journey.begin(submission)
        self.order = 0

    @rule(command=COMMANDS, parties=st.sets(st.sampled_from(Party), min_size=1, max_size=2))
    def somebody_acts(self, command: Any, parties: set[Party]) -> None:
        before = self.journey.case
        if self.journey.act(command, *parties) is not None:
            assert self.journey.case == before

    @rule(data=st.data())
    def the_right_party_acts(self, data: st.DataObject) -> None:
        before = self.journey.case
        command = data.draw(legal(before))
        refusal = self.journey.act(command, *Party)
        if refusal is None and isinstance(command, ask.Reopen) and before.status is CaseStatus.CLOSED:
            after = self.journey.case
            assert (after.owner, after.assignee, after.hop) == (before.owner, before.assignee, before.hop)

    @rule()
    def the_system_gives_a_receipt(self) -> None:
        self.journey.arrive()

    @precondition(lambda self: self.journey.case.hop > 0)
    @rule(word=st.sampled_from(WORDS), late=st.booleans(), window=st.booleans())
    def the_owners_system_speaks(self, word: CaseStatus | None, late: bool, window: bool) -> None:
        self.order += 1
        self.journey.hear(word, self.journey.case.hop, 0 if late else self.order, window=window)

    @precondition(lambda self: self.journey.case.hop > 1)
    @rule(word=st.sampled_from(WORDS), data=st.data())
    def the_system_of_an_earlier_owner_speaks(self, word: CaseStatus | None, data: st.DataObject) -> None:
        before, hop = self.journey.case, data.draw(st.integers(1, self.journey.case.hop - 1))
        self.order += 1
        ruling = self.journey.hear(word, hop, self.order)
        assert ruling is not None
        assert ruling.verdict is not Verdict.APPLIED
        assert self.journey.case == before

    @rule(days=st.integers(0, 40))
    def time_passes(self, days: int) -> None:
        self.journey.wait(days=days, minutes=1)

    @invariant()
    def the_timeline_gives_the_row(self) -> None:
        assert fold(self.journey.timeline) == state_of(self.journey.case)

    @invariant()
    def the_sequence_has_no_gap(self) -> None:
        events = self.journey.timeline
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert all(one.version <= other.version <= one.version + 1 for one, other in pairwise(events))

    @invariant()
    def somebody_has_custody(self) -> None:
        case = self.journey.case
        assert case.owner in shipped().agencies
        assert case.assignee is None or case.owner in {case.assignee, *_coordinators()}

    @invariant()
    def at_most_one_assignment_is_live_and_epochs_only_grow(self) -> None:
        journey = self.journey
        assert len(journey.live) <= 1
        assert sorted(journey.hops) == list(range(1, journey.case.hop + 1))
        if journey.case.assignee is not None and journey.case.status not in FINAL:
            assert journey.live == [journey.case.hop]
            assert journey.holders[journey.case.hop] == journey.case.assignee
        elif journey.case.assignee is None:
            assert journey.live == []

    @invariant()
    def what_has_ended_stays_so_unless_it_is_reopened(self) -> None:
        for one, other in pairwise(self.journey.timeline):
            if one.status in FINAL and other.status is not one.status:
                assert one.status in {CaseStatus.CLOSED, CaseStatus.ARCHIVED, CaseStatus.MERGED}
                assert other.type is CaseEventType.REOPENED
        case = self.journey.case
        assert (case.closed_at is not None) == (case.status in FINAL)
        assert (case.merged_into is not None) == (case.status is CaseStatus.MERGED)

    @invariant()
    def a_claim_for_compensation_is_as_known_as_its_state_says(self) -> None:
        journey = self.journey
        assert set(journey.claim) == KNOWN_OF_A_CLAIM[journey.case.compensation]
        assert all(word is not None for word in journey.claim.values())

    @invariant()
    def neither_the_protection_nor_the_way_to_the_ombudsman_goes_back(self) -> None:
        facts = [event.facts for event in self.journey.timeline]
        for name, levels in RISING.items():
            told = [levels.index(str(fact[name])) for fact in facts if name in fact]
            assert told == sorted(told)

    @invariant()
    def bounces_end(self) -> None:
        returns = [event.agency for event in self.journey.timeline if event.type is CaseEventType.RETURNED]
        assert len(returns) == len(set(returns)) == self.journey.case.returns
        free = [event for event in self.journey.timeline if event.type is CaseEventType.ASSIGNED]
        assert all(_is_binding(self.journey, event.sequence) for event in free[MAX_HOPS:])

    def teardown(self) -> None:
        """The reporter's clock runs exactly while something waits for the reporter."""
        journey, directory = self.journey, shipped()
        found = clocks(
            journey.timeline,
            journey.case.kind,
            journey.case.sensitivity,
            journey.case.region,
            directory,
            journey.now,
        )
        waits = [one for one in found if one.kind is ClockKind.REPORTER_REPLY and one.stopped_at is None]
        assert len(waits) == (journey.case.status in WAITS_FOR_THE_REPORTER)
        assert all(one.paused_at is None for one in found) or journey.case.status in WAITS_FOR_THE_REPORTER


def _is_binding(journey: Journey, sequence: int) -> bool:
    return bool(fold(journey.timeline[:sequence])["binding"])


def _coordinators() -> set[str]:
    return {agency.code for agency in shipped().agencies.values() if agency.role.value == "COORDINATOR"}


@pytest.mark.parametrize("size", [EVERY_DAY, pytest.param(SOAK, marks=pytest.mark.soak)])
def test_whatever_everybody_does_to_a_case_the_invariants_hold(size: settings) -> None:
    run_state_machine_as_test(CaseMachine, settings=size)
