"""One suite over the three database systems: what is promised about a database holds on each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import URL

from hub.connectors.base import FeedsChanges, FetchesMany, Searches, TakesNotes
from hub.connectors.sql.connector import SqlConnector
from hub.connectors.ticket import ticket
from hub.domain.case import CaseStatus
from hub.domain.exchange import Change, ChangePage, ExternalRef, HealthState, OutgoingCase
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Throttled, Unreachable
from sandbox.records import Step
from tests.connectors.samples import fresh_case, key_of
from tests.connectors.sql.offices import NAME, SYSTEMS, Site, shipped, site

Open = Callable[..., SqlConnector]
UNIQUE = (
    shipped()
    .replace('idempotency = "search"', 'idempotency = "key"')
    .replace('id = "id"\nstamped', 'id = "id"\nkey = "ip_address"\nstamped', 1)
)


@pytest.fixture(scope="module", params=SYSTEMS)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(request.param, tmp_path_factory.mktemp("office"), request) as found:
        yield found


@pytest.fixture
async def opened(office: Site) -> AsyncIterator[Open]:
    """Makes connectors that are closed at the end of the test."""
    made: list[SqlConnector] = []

    def make(address: URL | None = None, text: str | None = None) -> SqlConnector:
        made.append(office.connector(address, text))
        return made[-1]

    yield make
    for connector in made:
        await connector.aclose()
    await asyncio.sleep(0.05 if made else 0)  # aiosqlite's thread tells of a failed opening after the fact


@pytest.fixture
def desk(opened: Open) -> SqlConnector:
    return opened()


def act(office: Site, ref: ExternalRef, action: str, note: str | None = None) -> None:
    record = office.village.named(ref.id)
    assert record is not None
    office.village.act(record, Step(action, "officer", note=note))


async def handed_in(desk: SqlConnector, case: OutgoingCase | None = None) -> ExternalRef:
    case = case or fresh_case()
    return (await desk.forward(case, key_of(case))).ref


async def all_changes(desk: SqlConnector, cursor: str | None) -> tuple[list[Change], str | None]:
    assert isinstance(desk, FeedsChanges)
    found: list[Change] = []
    page = ChangePage((), cursor or "", more=True)
    while page.more:
        page = await desk.changes(cursor)
        found += page.changes
        cursor = page.cursor
    return found, cursor


async def test_a_case_becomes_one_row_with_what_the_file_declares(office: Site, desk: SqlConnector) -> None:
    case = fresh_case(
        title="Jembatan gantung putus; DROP TABLE pengaduan; --", body="Tali 'baja' \"kiri\" \\ %s :x"
    )

    ref = await handed_in(desk, case)

    (row,) = office.rows("SELECT * FROM pengaduan WHERE id = :id", id=int(ref.id))
    assert (row["judul"], row["nik"], row["nama"], row["status"]) == (case.title, "0", "Hub pengaduan", 1)
    assert row["isi"] == f"{case.body}\n\nNomor tiket: {ticket(case)}"
    assert str(row["created_at"]).startswith("2026-03-02 15:30:00")  # the sample's time on the wall there
    assert (row["email"], row["telepon"], row["id_pengaduan"]) == (None, None, None)


async def test_a_title_is_cut_to_what_the_column_holds(office: Site, desk: SqlConnector) -> None:
    ref = await handed_in(desk, fresh_case(title="x" * 200))

    assert office.rows("SELECT judul FROM pengaduan WHERE id = :id", id=int(ref.id)) == [{"judul": "x" * 100}]


async def test_status_and_last_reply_come_back(office: Site, desk: SqlConnector) -> None:
    ref = await handed_in(desk)
    fresh = await desk.fetch(ref)
    assert (fresh.status_text, fresh.status, fresh.note) == ("1", CaseStatus.RECEIVED, None)

    act(office, ref, "progress", "Perangkat desa meninjau.")
    act(office, ref, "answer", "Sudah diperbaiki.")

    seen = await desk.fetch(ref)
    assert (seen.status_text, seen.status, seen.note) == ("3", CaseStatus.CLOSED, "Sudah diperbaiki.")
    (change,) = seen.changes
    assert change.claimed_at is not None
    assert change.claimed_at.tzinfo is UTC


async def test_words_within_one_second_keep_the_order_of_a_cases_life(
    office: Site, desk: SqlConnector
) -> None:
    ref = await handed_in(desk)
    orders = []
    for status in (1, 2, 3):
        same = datetime(2026, 3, 1, 8, 0, 0)  # noqa: DTZ001 - a wall time
        office.run(
            "UPDATE pengaduan SET status = :status, updated_at = :at WHERE id = :id",
            status=status,
            at=same,
            id=int(ref.id),
        )
        orders.append((await desk.fetch(ref)).changes[0].order)

    assert orders == sorted(set(orders))


async def test_many_records_take_one_read(office: Site, desk: SqlConnector) -> None:
    refs = [await handed_in(desk) for _ in range(5)]
    act(office, refs[3], "answer", "Selesai.")
    unknown = ExternalRef(NAME, "999999")
    assert isinstance(desk, FetchesMany)

    found = await desk.fetch_many([*refs, unknown])

    shown = [one for one in found.values() if not isinstance(one, ConnectorError)]
    assert [one.ref for one in shown] == refs
    assert [one.note for one in shown] == [None, None, None, "Selesai.", None]
    assert isinstance(found[unknown], Refused)


@pytest.mark.parametrize("strange", ["999999", "17 OR 1=1", "x", "0"])
async def test_an_id_that_names_no_row_is_refused(desk: SqlConnector, strange: str) -> None:
    with pytest.raises(Refused):
        await desk.fetch(ExternalRef(NAME, strange))


async def test_rows_of_citizens_are_not_to_be_seen(office: Site, desk: SqlConnector) -> None:
    at = office.village.wall()
    office.run(
        "INSERT INTO pengaduan (nik, nama, isi, status, created_at, updated_at) "
        "VALUES ('6201000000000001', 'Warga', 'Nomor tiket: WARGA-1#1', 1, :at, :at)",
        at=at,
    )
    (row,) = office.rows("SELECT id FROM pengaduan WHERE nama = 'Warga'")
    assert isinstance(desk, Searches)

    with pytest.raises(Refused):
        await desk.fetch(ExternalRef(NAME, str(row["id"])))
    assert await desk.search("WARGA-1", "WARGA-1-1") is None
    office.run("DELETE FROM pengaduan WHERE nama = 'Warga'")


async def test_a_search_finds_our_ticket_and_none_that_begins_like_it(desk: SqlConnector) -> None:
    case = replace(fresh_case(), hop=12)
    ref = await handed_in(desk, case)
    assert isinstance(desk, Searches)

    assert await desk.search(case.tracking_number, key_of(case)) == ref
    assert await desk.search(case.tracking_number, f"{case.tracking_number}-1") is None
    assert await desk.search("%", "%-1") is None


async def test_a_ticket_quoted_in_the_text_of_another_case_is_told_apart(desk: SqlConnector) -> None:
    case = fresh_case()
    first = await handed_in(desk, case)
    await handed_in(desk, fresh_case(body=f"Lihat juga {ticket(case)}, masih sama."))
    assert isinstance(desk, Searches)

    assert await desk.search(case.tracking_number, key_of(case)) == first


async def test_a_note_becomes_a_reply_row_and_no_answer_of_theirs(office: Site, desk: SqlConnector) -> None:
    ref = await handed_in(desk)
    assert isinstance(desk, TakesNotes)

    await desk.send_note(ref, "Di depan pasar, sisi utara.", "note-1")

    rows = office.rows("SELECT isi, nama FROM pengaduan WHERE id_pengaduan = :id", id=int(ref.id))
    assert rows == [{"isi": "Di depan pasar, sisi utara.", "nama": "Hub pengaduan"}]
    assert (await desk.fetch(ref)).note is None


async def test_the_feed_tells_each_change_once_and_the_same_as_a_fetch(
    office: Site, desk: SqlConnector
) -> None:
    _, cursor = await all_changes(desk, None)
    refs = [await handed_in(desk) for _ in range(3)]
    for ref in refs:
        office.run(
            "UPDATE pengaduan SET updated_at = :at WHERE id = :id", at=office.village.wall(), id=int(ref.id)
        )
    act(office, refs[1], "progress", "Sedang dikerjakan.")

    told, after = await all_changes(desk, cursor)

    assert [change.ref for change in sorted(told, key=lambda one: int(one.ref.id))] == refs
    assert {change.ref: change for change in told}[refs[1]] == (await desk.fetch(refs[1])).changes[0]
    assert await all_changes(desk, after) == ([], after)
    at = office.village.wall()
    office.run(
        "INSERT INTO pengaduan (id_pengaduan, nik, nama, isi, status, created_at, updated_at) "
        "VALUES (:id, '0', 'Operator', 'Tanggapan tanpa ganti status', 1, :at, :at)",
        id=int(refs[2].id),
        at=at,
    )
    (change,) = (await all_changes(desk, after))[0]
    assert (change.ref, change.note) == (refs[2], "Tanggapan tanpa ganti status")


async def test_a_feed_longer_than_a_page_is_told_whole_though_all_rows_have_one_time(
    office: Site, desk: SqlConnector
) -> None:
    _, cursor = await all_changes(desk, None)
    at = office.village.wall()
    rows = ", ".join(["('0', 'Hub pengaduan', 'Nomor tiket: MASSAL#1', 1, :at, :at)"] * 450)
    office.run(
        f"INSERT INTO pengaduan (nik, nama, isi, status, created_at, updated_at) VALUES {rows}",  # noqa: S608
        at=at,
    )

    told, _ = await all_changes(desk, cursor)

    assert len({change.ref.id for change in told}) == len(told) == 450
    office.run("DELETE FROM pengaduan WHERE isi = 'Nomor tiket: MASSAL#1'")


async def test_a_row_younger_than_the_lag_waits(office: Site, desk: SqlConnector) -> None:
    _, cursor = await all_changes(desk, None)
    ref = await handed_in(desk)  # stamped with the hub's own now

    assert (await all_changes(desk, cursor))[0] == []
    office.run(
        "UPDATE pengaduan SET updated_at = :at WHERE id = :id", at=office.village.wall(), id=int(ref.id)
    )
    assert [change.ref for change in (await all_changes(desk, cursor))[0]] == [ref]


async def test_a_row_nobody_can_read_holds_the_feed_up_no_more_than_itself(
    office: Site, desk: SqlConnector
) -> None:
    _, cursor = await all_changes(desk, None)
    refs = [await handed_in(desk) for _ in range(2)]
    at = office.village.wall()
    office.run(
        "UPDATE pengaduan SET updated_at = :at WHERE id IN (:a, :b)",
        at=at,
        a=int(refs[0].id),
        b=int(refs[1].id),
    )
    office.run("UPDATE pengaduan SET status = 77 WHERE id = :id", id=int(refs[0].id))

    told, _ = await all_changes(desk, cursor)

    assert {change.ref: change.status for change in told} == {refs[0]: None, refs[1]: CaseStatus.RECEIVED}


async def test_a_unique_column_makes_a_second_attempt_the_first(office: Site, opened: Open) -> None:
    office.run("CREATE UNIQUE INDEX hub_key ON pengaduan (ip_address)")
    office.run("DROP VIEW hub_pengaduan")
    office.run(
        "CREATE VIEW hub_pengaduan AS SELECT id, isi, status, updated_at, ip_address FROM pengaduan "
        "WHERE id_pengaduan IS NULL AND nama = 'Hub pengaduan'"
    )
    grant_view(office)
    desk = opened(text=UNIQUE)
    case = fresh_case()

    answers = await asyncio.gather(*(desk.forward(case, key_of(case)) for _ in range(3)))

    assert len(set(answers)) == 1
    assert len(office.rows("SELECT id FROM pengaduan WHERE ip_address = :key", key=key_of(case))) == 1


def grant_view(office: Site) -> None:
    user = office.address.username
    match office.village.engine.dialect.name:
        case "postgresql":
            office.run(f"GRANT SELECT ON hub_pengaduan TO {user}")
        case "mysql":
            office.run(f"GRANT SELECT ON hub_pengaduan TO {user}@'%'")


async def test_a_row_the_database_does_not_take_is_refused_for_good(office: Site, opened: Open) -> None:
    text = shipped().replace("nik = \"'0'\" ", 'nik = "owner_external_id" ')
    assert text != shipped()
    desk = opened(text=text)  # the sample has none, and the column must not be empty

    with pytest.raises(Refused) as caught:
        await handed_in(desk)

    assert str(caught.value) == "ROW_REFUSED"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('table = "hub_pengaduan"', 'table = "hub_pengaduan_baru"'),
        ('status = "status"', 'status = "keadaan"'),
    ],
)
async def test_a_missing_table_or_column_shows_in_the_health_check(
    office: Site, old: str, new: str, opened: Open
) -> None:
    desk = opened(text=shipped().replace(old, new, 1))

    health = await desk.health()
    with pytest.raises((Misunderstood, CredentialFault)) as caught:
        await desk.fetch(ExternalRef(NAME, "1"))

    told = (health.state, health.detail, caught.type)
    if office.address.get_backend_name() == "mysql" and "table" in old:  # never tells what it lacks
        assert told == (HealthState.DOWN, "NO_PERMISSION", CredentialFault)
    else:
        assert told == (HealthState.DEGRADED, "NO_SUCH_TABLE_OR_COLUMN", Misunderstood)


async def test_a_wrong_login_is_a_credential_fault(office: Site, opened: Open) -> None:
    if office.address.get_backend_name() == "sqlite":
        pytest.skip("a file has no login")
    desk = opened(office.address.set(username="orang_lain", password="salah"))

    with pytest.raises(CredentialFault) as caught:
        await handed_in(desk)

    assert (await desk.health()).state is HealthState.DOWN
    assert "orang_lain" not in repr(caught.value)


async def test_what_the_account_may_not_do_is_a_credential_fault(office: Site, opened: Open) -> None:
    if office.address.get_backend_name() == "sqlite":
        pytest.skip("a file has no accounts")
    office.run("CREATE TABLE arsip AS SELECT * FROM pengaduan")
    text = shipped().replace('[notes]\ntable = "pengaduan"', '[notes]\ntable = "arsip"')
    desk = opened(text=text)
    assert isinstance(desk, TakesNotes)

    with pytest.raises(CredentialFault):
        await desk.send_note(ExternalRef(NAME, "1"), "Halo", "note-1")


async def test_nobody_there_is_unreachable_and_nothing_was_sent(office: Site, opened: Open) -> None:
    gone = office.address.set(host="127.0.0.1", port=9, query={})
    if office.address.get_backend_name() == "sqlite":
        gone = office.address.set(database=str(office.folder / "lain.db"))
    desk = opened(gone)

    with pytest.raises(Unreachable):
        await handed_in(desk)

    assert (await desk.health()).state is HealthState.DOWN
    assert not (office.folder / "lain.db").exists()


async def test_a_table_somebody_holds_locked_is_not_waited_for_beyond_the_deadline(
    office: Site, opened: Open
) -> None:
    desk = opened(text=shipped().replace("deadline = 3", "deadline = 0.4"))
    system = office.address.get_backend_name()
    lock = {
        "postgresql": "LOCK TABLE pengaduan IN ACCESS EXCLUSIVE MODE",
        "mysql": "LOCK TABLES pengaduan WRITE",
    }
    await desk.health()
    with office.village.engine.connect() as holder:
        holder.exec_driver_sql(lock.get(system, "BEGIN IMMEDIATE"))
        began = asyncio.get_running_loop().time()
        with pytest.raises((Unreachable, Throttled) if system != "mysql" else ConnectorError):
            await handed_in(desk)
        assert asyncio.get_running_loop().time() - began < 1.0
        holder.exec_driver_sql({"mysql": "UNLOCK TABLES"}.get(system, "ROLLBACK"))
