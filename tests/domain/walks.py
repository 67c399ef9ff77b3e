"""A case on its way through random hands, kept as casework keeps it: row, timeline, assignments, records."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hub.domain import acts, submitting
from hub.domain import commands as ask
from hub.domain.assignment import LIVE_STATES, AssignmentState
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseKind,
    CaseStatus,
    IdentityProtection,
    Maladministration,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.custody import deliver
from hub.domain.evolution import Effect, Evolution, MarkAssignment, NoteCompensation, Offer
from hub.domain.exchange import Change, ExternalRef
from hub.domain.inbound import Record, Ruling, moves, receive
from hub.domain.permitted import OF_THE_HUB, permitted
from hub.domain.status import UNDER_OWNER, Act, Party, allowed
from hub.errors import RuleViolation
from tests.domain.builders import NOW, case, setting, told
from tests.harness import shipped

AGENCIES = ["62.01.disdukcapil", "62.01.dinkes", "62.01.dinsos", "62.01.pupr", "62.01.inspektorat", "62.pupr"]
TEXTS = st.sampled_from(["Baik.", "Mohon dilengkapi.", "Jalan berlubang di depan pasar."])
MOSTLY = st.sampled_from([True] * 9 + [False])
HEAD = case(
    id="head",
    tracking_number="H-HEAD-0000-0000",
    sensitivity=Sensitivity.WHISTLEBLOWING,
    visibility=Visibility.RESTRICTED,
)
"""A case that any other may follow: none is guarded more."""

BY_ACT: dict[Act, st.SearchStrategy[Any]] = {
    Act.VERIFY: st.builds(
        ask.Verify, st.sampled_from(Sensitivity), st.sampled_from(["kependudukan.ktp", None])
    ),
    Act.REQUEST_INFORMATION: st.builds(ask.RequestInformation, TEXTS),
    Act.PROVIDE_INFORMATION: st.builds(ask.ProvideInformation, TEXTS),
    Act.ASSIGN: st.builds(
        ask.Assign,
        st.sampled_from(AGENCIES),
        st.lists(st.sampled_from(AGENCIES), max_size=2).map(tuple),
        binding=st.booleans(),
    ),
    Act.ACCEPT: st.builds(ask.Accept, TEXTS),
    Act.RETURN: st.builds(ask.Return, TEXTS, st.sampled_from([*AGENCIES, None])),
    Act.PROGRESS: st.builds(ask.Progress, TEXTS),
    Act.ANSWER: st.builds(ask.Answer, TEXTS, st.sampled_from([None, Maladministration.UNDUE_DELAY])),
    Act.CONTEST: st.builds(ask.Contest, TEXTS),
    Act.CONFIRM: st.builds(ask.Confirm, st.integers(1, 5), TEXTS),
    Act.RATE: st.builds(ask.Rate, st.integers(1, 5), TEXTS),
    Act.CLOSE: st.builds(ask.Close, TEXTS),
    Act.ARCHIVE: st.builds(ask.Archive, TEXTS),
    Act.REOPEN: st.builds(ask.Reopen, TEXTS),
    Act.WITHDRAW: st.builds(ask.Withdraw, TEXTS),
    Act.RAISE_PROTECTION: st.builds(
        ask.RaiseProtection, st.sampled_from(IdentityProtection), st.sampled_from(Visibility)
    ),
    Act.ESCALATE: st.builds(ask.Escalate, TEXTS),
    Act.CLAIM_COMPENSATION: st.builds(
        ask.ClaimCompensation, TEXTS, st.sampled_from([1, 250_000, 250_000, 0]), MOSTLY, MOSTLY, MOSTLY
    ),
    Act.DECIDE_COMPENSATION: st.one_of(
        st.builds(ask.DecideCompensation, TEXTS),
        st.builds(ask.DecideCompensation, TEXTS, st.just(100_000), st.just(date(2030, 1, 2))),
        st.builds(ask.DecideCompensation, TEXTS, st.just(100_000)),
    ),
    Act.PAY_COMPENSATION: st.builds(
        ask.PayCompensation, TEXTS, st.dates(NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=3))
    ),
}
OF_ONE_CASE: dict[Act, st.SearchStrategy[Any]] = {
    Act.MERGE: st.builds(ask.Merge, st.just(HEAD.tracking_number), TEXTS),
    Act.RELEASE: st.just(ask.Release()),
    Act.REFER: st.builds(ask.Refer, st.sampled_from(["0179/LM/VI/2022/BJM", "tanpa nomor"])),
    Act.CONCLUDE: st.builds(ask.Conclude, st.sampled_from(OversightState), TEXTS),
}
"""Acts of the hub itself, and the one that needs a second case."""

ALL_ACTS = BY_ACT | OF_ONE_CASE
COMMANDS: st.SearchStrategy[Any] = st.one_of(*ALL_ACTS.values())
ASIDE = frozenset(
    {
        Act.WITHDRAW,
        Act.ARCHIVE,
        Act.MERGE,
        Act.RAISE_PROTECTION,
        Act.ESCALATE,
        Act.REFER,
        Act.CONCLUDE,
    }
)
"""They end a case for good, or can be done in any status."""


def legal(case: Case, known: dict[Act, st.SearchStrategy[Any]] = ALL_ACTS) -> st.SearchStrategy[Any]:
    """Commands of acts that are open now; those that move the case on come up more often."""
    around = setting(*Party, now=case.updated_at)
    by_the_hub = [act for act in allowed(case.status, around.parties) if act in OF_THE_HUB]
    acts_now = [act for act in (*permitted(case, around), *by_the_hub) if act in known]
    going_on = [act for act in acts_now if act not in ASIDE]
    return st.sampled_from([*going_on, *going_on, *acts_now]).flatmap(known.__getitem__)


SUBMISSIONS = st.builds(
    ask.Submission,
    idempotency_key=st.just("key-00000001"),
    kind=st.sampled_from([*CaseKind, CaseKind.COMPLAINT, CaseKind.COMPLAINT]),
    title=st.sampled_from(["KTP belum jadi", "Jalan rusak", "Pertanyaan umum"]),
    body=st.just("Sudah lama tidak ada kabar dari petugas."),
    region=st.sampled_from(["62.01.02", "62.01", "64.02"]),
    identity_protection=st.sampled_from([*IdentityProtection, None]),
    visibility=st.sampled_from([*Visibility, None]),
    sensitivity=st.sampled_from([*Sensitivity, Sensitivity.ORDINARY, Sensitivity.ORDINARY]),
    topic=st.sampled_from(["kependudukan.ktp", None]),
)


@dataclass
class Journey:
    """One case; `hops` is the state of each assignment, `last_orders` the peer's order heard per hop."""

    case: Case
    now: datetime = NOW
    timeline: list[CaseEvent] = field(default_factory=list)
    hops: dict[int, AssignmentState] = field(default_factory=dict)
    holders: dict[int, str] = field(default_factory=dict)
    last_orders: dict[int, int] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    claim: dict[str, Any] = field(default_factory=dict)  # what is known of the claim for compensation

    @classmethod
    def begin(cls, submission: ask.Submission) -> "Journey":
        """A case as it is handed in."""
        change = submitting.take(submission, "c1", "H-AAAA-BBBB-CCCC", "lapornurani", shipped(), NOW)
        journey = cls(change.case)
        journey.keep(change)
        return journey

    @property
    def refused(self) -> frozenset[str]:
        """Agencies that returned the case."""
        return frozenset(
            self.holders[hop] for hop, state in self.hops.items() if state is AssignmentState.RETURNED
        )

    @property
    def live(self) -> list[int]:
        """Hops whose assignment has not ended."""
        return [hop for hop, state in self.hops.items() if state in LIVE_STATES]

    def wait(self, **delta: float) -> None:
        """Time passes."""
        self.now += timedelta(**delta)

    def act(self, command: ask.Command, *parties: Party) -> str | None:
        """Carry a command out; the code of the refusal, or None."""
        change = Evolution(self.case, self.now)
        try:
            around = setting(*parties, now=self.now, refused=self.refused, head=HEAD)
            acts.perform(change, command, around)
        except RuleViolation as broken:
            return broken.code
        self.keep(change)
        return None

    def arrive(self) -> None:
        """The owner's system gave a receipt."""
        if self.case.assignee and not self.case.delivered and self.case.status in UNDER_OWNER:
            change = Evolution(self.case, self.now)
            deliver(change, "system")
            self.keep(change)

    def hear(self, status: CaseStatus | None, hop: int, order: int, *, window: bool = False) -> Ruling | None:
        """A word about the record of that hop; None when the rules refuse it."""
        said = Change(f"e{hop}.{order}", ExternalRef("system", str(hop)), "kata", status, order, "catatan")
        change = Evolution(self.case, self.now)
        around = setting(Party.OWNER, now=self.now, refused=self.refused)
        record = Record(hop, self.last_orders.get(hop))
        try:
            ruling = receive(change, said, record, around, runs_reply_window=window)
        except RuleViolation:
            return None
        if change.events:
            self.keep(change)
        if moves(said, ruling):
            self.last_orders[hop] = order
        return ruling

    def keep(self, change: Evolution) -> None:
        """What casework writes."""
        self.timeline += [replace(event, occurred_at=self.now) for event in told(change, len(self.timeline))]
        hop = change.before.hop if change.before else 0
        for effect in change.effects:
            if isinstance(effect, Offer):
                hop = change.case.hop
                self.hops[hop], self.holders[hop] = AssignmentState.OFFERED, effect.agency
            elif isinstance(effect, MarkAssignment) and hop in self.hops:
                self.hops[hop] = effect.state
            elif isinstance(effect, NoteCompensation):
                self.claim |= dict(effect.changes)
        self.effects += change.effects
        self.case = change.case
