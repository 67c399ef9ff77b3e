"""Who writes and who reads a note between officers."""

from typing import Any

import pytest

from hub.domain.caller import Caller, Role
from hub.domain.case import CaseStatus
from hub.domain.officer_note import (
    LONGEST_NOTE,
    NoteAudience,
    OfficerNote,
    checked_note,
    reach_of,
    seen_by,
    writes_as,
)
from hub.errors import RuleViolation
from tests.domain.builders import NOW, assigned
from tests.harness import COORDINATOR, OPERATOR, PARTNER, PORTAL, officer, shipped

OWNER, COPIED, COORD = "62.01.disdukcapil", "62.01.dinkes", "62.01.diskominfo"
HELD = assigned(status=CaseStatus.IN_PROGRESS, copied=(COPIED,))
A, C, H = NoteAudience.AGENCY, NoteAudience.COORDINATORS, NoteAudience.HANDLERS
UPSTAIRS = Caller("k62", "Provinsi", Role.COORDINATOR, region="62")


@pytest.mark.parametrize(
    ("caller", "agencies", "audiences"),
    [
        (officer(OWNER), {OWNER}, {H}),
        (officer(COPIED), {COPIED}, set()),
        (officer(COORD), {COORD}, set()),  # the case is delivered: no longer in its custody
        (COORDINATOR, {COORD}, {C, H}),
        (UPSTAIRS, {"62.diskominfo"}, {C, H}),
        (PORTAL, set(), set()),
        (PARTNER, set(), set()),
        (OPERATOR, set(), set()),
    ],
)
def test_everybody_reads_what_is_meant_for_them(
    caller: Caller, agencies: set[str], audiences: set[NoteAudience]
) -> None:
    reach = reach_of(caller, HELD, shipped())

    assert (set(reach.agencies), set(reach.audiences)) == (agencies, audiences)


@pytest.mark.parametrize(
    ("caller", "audience", "name"),
    [
        (officer(OWNER), A, OWNER),
        (officer(OWNER), H, OWNER),
        (officer(COPIED), A, COPIED),
        (COORDINATOR, A, COORD),
        (COORDINATOR, C, COORD),
        (COORDINATOR, H, COORD),
    ],
)
def test_a_note_is_written_in_the_name_of_an_agency(
    caller: Caller, audience: NoteAudience, name: str
) -> None:
    assert writes_as(caller, HELD, audience, shipped()) == name


@pytest.mark.parametrize(
    ("caller", "audience"),
    [(officer(OWNER), C), (officer(COPIED), H), (PORTAL, A), (PARTNER, H), (OPERATOR, A)],
)
def test_nobody_writes_for_those_they_do_not_belong_to(caller: Caller, audience: NoteAudience) -> None:
    with pytest.raises(RuleViolation) as refused:
        writes_as(caller, HELD, audience, shipped())
    assert refused.value.code == "NOT_ALLOWED"


def test_the_writers_name_is_told_inside_the_agency_only() -> None:
    fields: dict[str, Any] = {"audience": H, "agency": OWNER, "author": "Loket 3", "text": "Sudah ditelepon."}
    note = OfficerNote("n1", "c1", **fields, written_at=NOW)

    assert seen_by(note, reach_of(officer(OWNER), HELD, shipped())).author == "Loket 3"
    assert seen_by(note, reach_of(COORDINATOR, HELD, shipped())).author is None
    assert "telepon" not in repr(note)


def test_a_note_says_something_and_not_too_much() -> None:
    assert checked_note("  Sudah ditelepon. ") == "Sudah ditelepon."
    for text, code in (("  ", "INVALID"), ("x" * (LONGEST_NOTE + 1), "TOO_LARGE")):
        with pytest.raises(RuleViolation) as refused:
            checked_note(text)
        assert refused.value.code == code
