"""A whole hub in random hands: portals, officers, systems, clocks and operators, on a real database.

Every step is an ordinary call of a use case. What must hold after everything is `soundness.check_everything`
and, where a single step decides, an assertion beside the step.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from hub.casework.reorganising import Reorganising
from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import Case, CaseKind, CaseStatus, IdentityProtection, Sensitivity, Visibility
from hub.domain.commands import ReporterDetails, Target
from hub.domain.delivery import DeliveryDecision
from hub.domain.redaction import EVERYTHING
from hub.domain.status import FINAL
from hub.errors import Conflict, ConnectorError, NotEntitled, RuleViolation
from hub.store import assignments, cases, deliveries
from hub.store.database import Database
from tests.casework.soundness import check_everything
from tests.domain.walks import AGENCIES, BY_ACT, legal
from tests.harness import COORDINATOR, OPERATOR, OTHER_PORTAL, PORTAL, hub_over, officer, shipped
from tests.model.promises import check_promises

CANARY = "Kanarsih Rahmawati"
MOST_CASES = 5
PROVINCE = Caller("koordinator-kalteng", "Diskominfo Kalteng", Role.COORDINATOR, region="62")
WORDS = [
    CaseStatus.IN_PROGRESS,
    CaseStatus.ANSWERED,
    CaseStatus.CLOSED,
    CaseStatus.RETURNED,
    CaseStatus.NEEDS_INFORMATION,
    CaseStatus.ARCHIVED,
]
ENDS = ["62.01.disdukcapil", "62.01.dinsos"]
HEIRS = ["62.01.dinkes", None]


def strangers() -> list[Caller]:
    """Who may turn up: entitled or not."""
    return [PORTAL, OTHER_PORTAL, COORDINATOR, PROVINCE, *(officer(code) for code in AGENCIES)]


class Casework(RuleBasedStateMachine):
    """One hub and a few cases. Whoever runs it sets the loop and the database, which all runs share."""

    runner: asyncio.Runner
    db: Database
    wipe: Callable[[], None]

    def __init__(self) -> None:
        super().__init__()
        type(self).wipe()
        self.hub = hub_over(self.db)
        self.taken: dict[str, str] = {}  # tracking number -> receipt

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        if self.taken:
            self.run(check_everything(self.hub))
            self.run(check_promises(self.hub, self.taken, CANARY))

    # ── the reporter's side ──

    @initialize()
    def the_first_case(self) -> None:
        self._submit()

    @precondition(lambda self: len(self.taken) < MOST_CASES)
    @rule(
        kind=st.sampled_from(CaseKind),
        sensitivity=st.sampled_from([*Sensitivity, Sensitivity.ORDINARY, Sensitivity.ORDINARY]),
        identity=st.sampled_from([*IdentityProtection, None]),
        visibility=st.sampled_from([Visibility.PUBLIC, Visibility.PUBLIC, Visibility.RESTRICTED, None]),
        unclear=st.booleans(),
        accused=st.sampled_from([None, *AGENCIES]),
    )
    def a_case_is_handed_in(
        self,
        kind: CaseKind,
        sensitivity: Sensitivity,
        identity: IdentityProtection | None,
        visibility: Visibility | None,
        unclear: bool,
        accused: str | None,
    ) -> None:
        words = (
            {"title": "Mohon bantuan", "body": "Saya mempunyai masalah.", "topic": None} if unclear else {}
        )
        self._submit(
            kind=kind,
            sensitivity=sensitivity,
            identity_protection=identity,
            visibility=visibility,
            agency=accused,
            **words,
        )

    def _submit(self, **changes: Any) -> None:
        nobody = changes.get("identity_protection") is IdentityProtection.NONE
        reporter = None if nobody else ReporterDetails(name=CANARY, email="kanarsih@example.org")
        submission = self.hub.submission(reporter=reporter, **changes)
        first = self.run(self.hub.services.intake.submit(PORTAL, submission))
        again = self.run(self.hub.services.intake.submit(PORTAL, submission))
        assert again.receipt == first.receipt
        assert again.case.tracking_number == first.case.tracking_number
        self.taken[first.case.tracking_number] = first.receipt

    # ── acts ──

    @rule(data=st.data())
    def the_right_party_acts(self, data: st.DataObject) -> None:
        number, case = self._draw(data)
        command = data.draw(legal(case, BY_ACT))
        for caller in self._entitled(case):
            if self._act(caller, number, case, command) is None:
                return

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        number, case = self._draw(data)
        command = data.draw(st.one_of(*BY_ACT.values()))
        self._act(data.draw(st.sampled_from(strangers())), number, case, command)

    @rule(data=st.data())
    def two_act_on_the_same_version(self, data: st.DataObject) -> None:
        """P7: at most one of them gets through."""
        number, case = self._draw(data)
        command = data.draw(legal(case, BY_ACT))

        async def both() -> list[Any]:  # one after the other: what is drawn next must not depend on luck
            return [
                await self._try(caller, number, case.version, command) for caller in self._entitled(case)[:2]
            ]

        outcomes = self.run(both())
        assert outcomes.count(None) <= 1
        assert self._row(number).version == case.version + outcomes.count(None)

    @precondition(lambda self: len(self.taken) > 1)
    @rule(data=st.data())
    def one_case_is_merged_into_another(self, data: st.DataObject) -> None:
        number, case = self._draw(data)
        into = data.draw(st.sampled_from(sorted(self.taken)))
        self._act(COORDINATOR, number, case, ask.Merge(into, "Sama."))

    def _act(self, caller: Caller, number: str, case: Case, command: Any) -> str | None:
        refusal = self.run(self._try(caller, number, case.version, command))
        after = self._row(number)
        if refusal is not None:
            assert after == case, f"{refusal} has changed the case"
        else:
            assert after.version == case.version + 1
            if isinstance(command, ask.Reopen) and case.status is CaseStatus.CLOSED:
                assert (after.assignee, after.hop) == (case.assignee, case.hop)
        return refusal

    async def _try(self, caller: Caller, number: str, version: int, command: Any) -> str | None:
        receipt = (
            self.taken[number] if caller.role is Role.PORTAL and caller.channel == PORTAL.channel else None
        )
        try:
            await self.hub.services.acting.act(caller, Target(number, version, receipt), command)
        except (RuleViolation, NotEntitled, Conflict) as broken:
            return str(getattr(broken, "code", type(broken).__name__))
        return None

    def _entitled(self, case: Case) -> list[Caller]:
        owner = [officer(case.assignee)] if case.assignee else []
        return [*owner, COORDINATOR, PORTAL, PROVINCE]

    # ── systems ──

    @rule(data=st.data())
    def a_system_speaks_of_a_record(self, data: st.DataObject) -> None:
        """Twice the same: I9. Of an old hop: I3."""
        records = [
            (name, place)
            for name, system in sorted(self.hub.agencies.systems.items())
            for place in range(len(system.records))
        ]
        if not records:
            return
        name, place = data.draw(st.sampled_from(records))
        word, proposed = data.draw(st.sampled_from(WORDS)), data.draw(st.sampled_from([None, *AGENCIES]))
        self.hub.agencies[name].move(str(place), word, "Catatan petugas.", proposed)
        self._hear(name)
        self.run(self._hear_again(name))  # after a failed poll this is the first time
        before = self._rows()
        self.run(self._hear_again(name))
        assert self._rows() == before, "the same word heard twice did something"

    async def _hear_again(self, name: str) -> None:
        system = self.hub.agencies[name]
        if system.failures:
            return
        await self.hub.updates._store_page(name, await system.changes(None))
        while await self.hub.updates.process():
            pass

    def _hear(self, name: str) -> None:
        async def hear() -> None:
            with suppress(ConnectorError):  # as the worker's rounds do
                await self.hub.updates.poll(name)
            while await self.hub.updates.process():
                pass

        self.run(hear())

    @rule()
    def messages_go_out(self) -> None:
        self.run(self.hub.send())

    @rule()
    def two_workers_send_the_same_messages(self) -> None:
        """I19: one of them commits."""

        async def twice() -> None:
            async with self.hub.tools.db.reading() as conn:
                due = await deliveries.due(conn, self.hub.now(), 10)
            for one in due:
                await self.hub.forwarding.attempt(one.id, one.run)
                await self.hub.forwarding.attempt(one.id, one.run)  # the same run of another worker

        self.run(twice())

    @rule(name=st.sampled_from(["kobar-disdukcapil", "lapornurani", "kobar-rsud"]), lost=st.booleans())
    def a_system_fails_for_a_moment(self, name: str, lost: bool) -> None:
        system = self.hub.agencies[name]
        if lost:
            system.lose_answers += 1
        else:
            system.failures.append(ConnectorError("UNREACHABLE"))

    @rule(data=st.data(), decision=st.sampled_from(DeliveryDecision))
    def an_operator_decides(self, data: st.DataObject, decision: DeliveryDecision) -> None:
        _, case = self._draw(data)

        async def decide() -> None:
            async with self.hub.tools.db.reading() as conn:
                hops = (await assignments.of_cases(conn, [case.id]))[case.id]
            for hop in hops[-1:]:
                with suppress(RuleViolation):
                    await self.hub.services.deliveries.redeliver(OPERATOR, hop.id, decision, note="Baik.")

        self.run(decide())

    # ── time and place ──

    @rule(hours=st.sampled_from([1, 20, 24 * 3, 24 * 9, 24 * 20, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.hub.later(hours=hours)
        self.run(self._clocks())

    async def _clocks(self) -> None:
        while await self.hub.deadlines.tick(50):
            pass
        await self.hub.sweeping.sweep()

    @rule(ended=st.sampled_from(ENDS), heir=st.sampled_from(HEIRS))
    def an_agency_is_reorganised(self, ended: str, heir: str | None) -> None:
        known = shipped().agencies
        last = self.hub.now().date() - timedelta(days=1)
        self.hub.edition[0] = replace(
            shipped(),
            agencies={**known, ended: replace(known[ended], valid_to=last)},
            aliases={**shipped().aliases, **({ended: heir} if heir else {})},
        )
        self.run(Reorganising(self.hub.tools).tick())

    # ── looking ──

    def _draw(self, data: st.DataObject) -> tuple[str, Case]:
        rows = self._rows()
        going_on = [number for number, case in rows.items() if case.status not in FINAL]
        number = data.draw(st.sampled_from([*sorted(going_on), *sorted(going_on), *sorted(rows)]))
        return number, rows[number]

    def _row(self, number: str) -> Case:
        return self._rows([number])[number]

    def _rows(self, numbers: list[str] | None = None) -> dict[str, Case]:
        async def look() -> dict[str, Case]:
            async with self.hub.tools.db.reading() as conn:
                return await cases.by_tracking(conn, numbers or sorted(self.taken), EVERYTHING)

        return dict(self.run(look()))
