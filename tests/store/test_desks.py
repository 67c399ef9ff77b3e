"""The work lists of the store are those of the rule, row by row."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from hub.domain.case import Case
from hub.domain.desk_claim import DeskClaim
from hub.domain.officer_note import NoteAudience, OfficerNote, Reach
from hub.domain.worklist import Desk, coordinators, place_of
from hub.errors import StoreFault
from hub.store import desk_claims, desks, officer_notes
from hub.store.cases import to_row
from hub.store.desk_tables import desk_claims as claim_rows
from hub.store.desk_tables import officer_notes as note_rows
from hub.store.sealing import Sealer
from hub.store.tables import cases
from tests.domain.test_worklist import everything
from tests.harness import shipped
from tests.store.rows import BEGINNING, add_case, opened

SEALER = Sealer([b"k" * 32])


def birth(case: Case) -> dict[str, Any]:
    """Every column of a row."""
    return {
        **to_row(case),
        "search_text": "",
        "submitter": "p",
        "idempotency_key": case.id,
        "request_hash": b"r",
        "receipt_hash": case.id.encode(),
        "fingerprint": b"f",
    }


async def test_the_store_and_the_rule_put_every_case_in_the_same_one_list(database_url: str) -> None:
    directory = shipped()
    stored = [
        replace(one, id=f"c{n}", tracking_number=f"T-{n}") for n, one in enumerate(everything(), start=1)
    ]
    expected: dict[tuple[str, Desk], set[str]] = {}
    for one in stored:
        place = place_of(one, directory)
        if place is not None:
            expected.setdefault((place.agency, place.desk), set()).add(one.id)
    coordinating = coordinators(directory)
    agencies = {agency for agency, _ in expected} | {"62.71.diskominfo"}
    async with opened(database_url) as db:
        await db.write(lambda conn: conn.execute(insert(cases), [birth(one) for one in stored]))
        seen: list[str] = []
        async with db.reading() as conn:
            for agency in sorted(agencies):
                mine = desks.on_lists(directory.kin({agency}), coordinating)
                for desk in Desk:
                    query = select(cases.c.id).where(mine, desks.at_desk(desk, coordinating))
                    found = list((await conn.scalars(query)).all())
                    assert set(found) == expected.get((agency, desk), set()), (agency, desk)
                    seen += found
                whole = list((await conn.scalars(select(cases.c.id).where(mine))).all())
                assert len(whole) == sum(len(ids) for (code, _), ids in expected.items() if code == agency)
    assert len(seen) == len(set(seen)) == sum(map(len, expected.values()))
    assert len(expected) >= 8


def a_claim(**changes: Any) -> DeskClaim:
    base: dict[str, Any] = {
        "case_id": "a",
        "desk": Desk.OFFICER,
        "agency": "62.01.dinkes",
        "subject": "s",
        "name": "Loket 3",
        "label": "AB",
        "since": BEGINNING,
        "until": BEGINNING + timedelta(hours=8),
    }
    return DeskClaim(**base | changes)


async def test_one_claim_per_case_and_its_label_is_sealed(database_url: str) -> None:
    async with opened(database_url) as db:
        await db.write(lambda conn: add_case(conn, "a"))
        await db.write(lambda conn: desk_claims.put(conn, a_claim(label=None), SEALER))
        await db.write(lambda conn: desk_claims.put(conn, a_claim(), SEALER))
        async with db.reading() as conn:
            found = await desk_claims.of_cases(conn, ["a", "b"], SEALER)
            box = await conn.scalar(select(claim_rows.c.label))
            mine = desks.claimed(BEGINNING, "s")
            assert list(await conn.scalars(select(cases.c.id).where(mine))) == ["a"]
            for condition in (desks.claimed(BEGINNING, "t"), desks.claimed(BEGINNING + timedelta(hours=8))):
                assert list(await conn.scalars(select(cases.c.id).where(condition))) == []
            with pytest.raises(StoreFault):
                await desk_claims.of_cases(conn, ["a"], Sealer([b"x" * 32]))
        await db.write(lambda conn: desk_claims.end(conn, "a"))
        async with db.reading() as conn:
            assert await desk_claims.of_cases(conn, ["a"], SEALER) == {}
    assert found == {"a": a_claim()}
    assert box is not None
    assert b"AB" not in box


async def test_notes_come_in_pages_of_those_within_reach_and_lie_sealed(database_url: str) -> None:
    agency, handlers = NoteAudience.AGENCY, NoteAudience.HANDLERS
    written = [
        OfficerNote(f"n{n}", case_id, audience, code, "Loket 3", f"rahasia {n}", BEGINNING)
        for n, (case_id, audience, code) in enumerate(
            [
                ("a", agency, "x"),
                ("a", agency, "y"),
                ("a", handlers, "y"),
                ("b", handlers, "y"),
                ("a", agency, "x"),
            ]
        )
    ]
    reaches = {"a": Reach(frozenset({"x"}), frozenset({handlers})), "b": Reach(frozenset({"x"}), frozenset())}
    async with opened(database_url) as db:
        for case_id in "ab":
            await db.write(lambda conn, case_id=case_id: add_case(conn, case_id))  # type: ignore[misc]
        for note in written:
            await db.write(lambda conn, note=note: officer_notes.add(conn, note, SEALER))  # type: ignore[misc]
        async with db.reading() as conn:
            first = await officer_notes.pages(conn, reaches, 2, None, SEALER)
            rest = await officer_notes.pages(conn, reaches, 2, "n2", SEALER)
            boxes = list(await conn.scalars(select(note_rows.c.box)))
    assert [one.text for one in first["a"].notes] == ["rahasia 0", "rahasia 2"]
    assert first["a"].has_next
    assert first["b"].notes == ()
    assert [one.id for one in rest["a"].notes] == ["n4"]
    assert not rest["a"].has_next
    assert not any(b"rahasia" in box for box in boxes)
