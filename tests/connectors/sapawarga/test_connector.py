"""Searching a portal's list before anything is sent again."""

import json

import pytest

from hub.connectors.instance import Instance, Limits
from hub.connectors.kind import Parts
from hub.connectors.sapawarga.connector import SapawargaConnector
from hub.connectors.sapawarga.mapping import Portal
from hub.domain.exchange import ExternalRef, Idempotency, Manifest
from hub.errors import Unconfirmed
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.samples import CASE, NOW, key_of, seam


def page(number: int, pages: int, *tickets: str) -> bytes:
    items = [{"id": f"id-{number}-{place}", "sp4n_id": ticket} for place, ticket in enumerate(tickets)]
    return answer(200, json.dumps({"data": {"data": items, "total_pages": pages}}).encode())


def connector(address: str) -> SapawargaConnector:
    manifest = Manifest("p", "sapawarga", None, frozenset(), Idempotency.SEARCH, 3, "Asia/Jakarta")
    instance = Instance(
        name="p",
        kind="sapawarga",
        agency="32.diskominfo",
        zone="Asia/Jakarta",
        source="",
        idempotency=Idempotency.SEARCH,
        maturity=3,
        limits=Limits(deadline=5.0),
    )
    parts = Parts(instance, manifest, seam(address, Limits(deadline=5.0)), lambda: NOW, None)
    return SapawargaConnector(Portal(category="5", user_name="Warga"), parts)


async def test_pages_are_read_until_the_ticket_is_found() -> None:
    async with raw_peer(page(1, 9, "a", "b"), page(2, 9, "c", "KTW-7Q2M-9XAB#1")) as peer:
        portal = connector(peer.url)
        found = await portal.search(CASE.tracking_number, key_of(CASE))
        await portal.aclose()

    assert found == ExternalRef("p", "id-2-1")
    assert [b"page=%d" % n in request for n, request in enumerate(peer.requests, 1)] == [True, True]


async def test_the_end_of_the_list_means_that_it_is_not_there() -> None:
    async with raw_peer(page(1, 2, "a"), page(2, 2, "b")) as peer:
        portal = connector(peer.url)
        assert await portal.search(CASE.tracking_number, key_of(CASE)) is None
        await portal.aclose()


async def test_a_list_without_end_never_means_that_it_is_not_there() -> None:
    async with raw_peer(page(1, 1000, "a")) as peer:
        portal = connector(peer.url)
        with pytest.raises(Unconfirmed):
            await portal.search(CASE.tracking_number, key_of(CASE))
        await portal.aclose()
