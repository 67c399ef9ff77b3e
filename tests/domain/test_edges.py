"""The status table is tried whole, and what it does not permit is refused with what it does."""

from dataclasses import replace

import pytest

from hub.domain.case import CaseStatus
from hub.domain.permitted import OF_THE_HUB, permitted
from hub.domain.status import TABLE, Act, Party, allowed
from hub.errors import RuleViolation
from tests.domain.builders import setting
from tests.domain.edges import COMMANDS, READY, Way, every_way, go, in_status, tried


def test_every_edge_of_the_table_is_tried() -> None:
    everything = set(every_way())

    assert tried() == everything
    assert {way.act for way in everything} == set(Act)
    assert len(everything) > 100  # the table is not empty by accident


def test_whatever_is_no_edge_is_refused_with_what_is() -> None:
    edges = set(every_way())
    for act in COMMANDS:
        for status in CaseStatus:
            for party in Party:
                if Way(act, status, party) in edges:
                    continue
                with pytest.raises(RuleViolation) as refusal:
                    go(Way(act, status, party))
                mine = any(party in edge.parties for edge in TABLE if edge.act is act)
                assert refusal.value.code == ("ILLEGAL_TRANSITION" if mine else "NOT_ALLOWED")
                if mine:
                    stands = replace(in_status(status), **READY.get(act, {}))
                    now = [one.value for one in permitted(stands, setting(party))]  # no more, and no less
                    _, _, told = refusal.value.message.partition("; now: ")
                    assert told == (", ".join(now) or "nothing")


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("party", Party)
def test_what_is_open_to_a_party_is_what_the_rules_let_pass(status: CaseStatus, party: Party) -> None:
    around = setting(party)
    open_now = set(permitted(in_status(status), around))

    assert open_now <= set(allowed(status, frozenset({party}))) - OF_THE_HUB
    for act in open_now - {Act.DECIDE_COMPENSATION, Act.PAY_COMPENSATION}:
        go(Way(act, status, party))  # nothing that is offered is refused
