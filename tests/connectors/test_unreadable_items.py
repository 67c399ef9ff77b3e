"""One unreadable item of a feed is put aside for a person; it holds up neither its page nor the feed."""

import json
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from hub.domain.exchange import ChangePage
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.wired import TOKEN, loaded


async def page_of(name: str, *pages: Any) -> ChangePage:
    """What a feed gives for an answer, and the cursor that it would go on with."""
    bodies = [answer(200, page if isinstance(page, bytes) else orjson.dumps(page)) for page in pages]
    async with raw_peer(*([TOKEN] if name == "ntb-portal" else []), *bodies) as peer:
        connector = loaded(name, peer.url)
        page: ChangePage = await connector.changes("3")
        await connector.aclose()
    return page


def event(number: int, **changes: Any) -> dict[str, Any]:
    """One item of a regency's feed."""
    return {
        "urut": number,
        "nomor": f"RSUD-{number}",
        "waktu": "2026-03-02T08:30:00+07:00",
        "status": "Diproses",
        "keterangan": None,
        "alihkan_ke": None,
        **changes,
    }


@pytest.mark.parametrize(
    ("broken", "mark"),
    [
        (event(5, status=None), "unreadable:5"),
        (event(5, waktu="besok"), "unreadable:5"),
        (event(5, urut=2**63 + 5), None),
        (event(5, urut=None), None),
        (event(5, urut={"a": 1}), None),
    ],
)
async def test_an_unreadable_item_is_put_aside_and_the_others_of_its_page_are_told(
    broken: dict[str, Any], mark: str | None
) -> None:
    body = {"status": True, "data": [event(4), broken, event(6)], "berikut": 6}
    page, again = await page_of("kobar-rsud", body), await page_of("kobar-rsud", body)

    assert [(one.event_id, one.status is None) for one in page.changes[:2]] == [("4", False), ("6", False)]
    [left] = page.changes[2:]
    assert (left.ref.id, left.status, left.status_text) == ("RSUD-5", None, "?")
    assert left.event_id == mark if mark else len(left.event_id) == len("unreadable:") + 64
    assert page.cursor == "6"
    assert again.changes == page.changes  # the same mark every time


async def test_an_item_of_no_known_record_is_counted_and_passed() -> None:
    body = {"status": True, "data": [event(4, nomor=None), event(5)], "berikut": 5}
    with capture_logs() as told:
        page = await page_of("kobar-rsud", body)

    assert [one.event_id for one in page.changes] == ["5"]
    assert [(line["event"], line["items"], line["lost"]) for line in told] == [
        ("feed items unreadable", 1, 1)
    ]


@pytest.mark.parametrize("number", [None, 2**63 + 5, 10**25, "x" * 300, [1]])
async def test_a_cursor_made_from_the_items_passes_the_unreadable_one(number: Any) -> None:
    good = {"urutan": 4, "id": 0, "keadaan": "PROSES", "diubah": "02/03/2026 08:30:00"}
    written = json.dumps({"kode": "00", "hasil": [good, {**good, "urutan": number}], "lanjut": False})
    page = await page_of("ntb-portal", written.encode())

    assert ([one.event_id for one in page.changes[:1]], page.cursor) == (["4"], "4")
    assert page.changes[1].status is None


async def test_a_cursor_nobody_can_keep_leaves_the_feed_where_it_was() -> None:
    written = json.dumps({"status": True, "data": [event(4)] * 100, "berikut": 10**25})
    with capture_logs() as told:
        page = await page_of("kobar-rsud", written.encode())

    assert (page.cursor, page.more, page.changes[0].event_id) == ("3", False, "4")
    assert [line["event"] for line in told] == ["feed cursor unreadable"]


async def test_items_nested_too_deeply_are_still_told_apart() -> None:
    deep = b"[" * 500 + b"]" * 500
    item = orjson.dumps(event(5, status=None, urut=None))
    written = b'{"status": true, "berikut": 6, "data": [%s, %s]}' % (
        item[:-1] + b', "x": ' + deep + b"}",
        item[:-1] + b', "x": [' + deep + b"]}",
    )
    page = await page_of("kobar-rsud", written)

    assert len({one.event_id for one in page.changes}) == 2
