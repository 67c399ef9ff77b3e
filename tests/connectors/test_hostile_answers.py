"""Whatever a peer answers, reading it ends in a value that can be stored or in a `ConnectorError`."""

import copy
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.connectors.auth import ClientCredentials, credential
from hub.connectors.declarative.book import Book
from hub.connectors.faults import of_answer
from hub.connectors.instance import read_instance
from hub.connectors.lapor import history
from hub.connectors.lapor import mapping as lapor
from hub.connectors.sapawarga import mapping as sapawarga
from hub.connectors.wild import LARGEST, LONGEST_ID, LONGEST_NOTE, LONGEST_WORD
from hub.connectors.words import Words
from hub.domain.exchange import Change, ExternalRef, RemoteCase
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Unconfirmed
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.recorded import recorded
from tests.connectors.samples import CASE, NOW, key_of
from tests.connectors.wired import SHIPPED, TOKEN, loaded

REF = ExternalRef("somewhere", "1")
SITE = history.Site("lapornurani", "Asia/Jakarta", Words(history.WORDS))
BOOKS = {
    name: Book(*read_instance(SHIPPED / f"{name}.toml")) for name in ("kobar-rsud", "kobar-wbs", "ntb-portal")
}
ODD: list[Any] = [
    *(None, True, False, 0, -1, "", "  ", "0", [], {}, [None], {"id": None}),
    *(2**62, 2**62 + 1, 2**63 + 5, -(2**63) - 5, 10**25, 1e25, 0.5, float("inf"), float("nan")),
    *("a\0b", "\0", "\ud800", "x\udfff y", "9" * 25, "9" * 5000, "w" * 20_000, "\u00a0", "٣", "-0"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02T08:30:00+07:00:30.5"),
]
JSON = st.recursive(
    st.sampled_from(ODD) | st.integers() | st.floats() | st.text(st.characters(), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "results", "id", "status", "hasil", "kode"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(spot for step, inner in steps for spot in spots(inner, (*path, step)))]


@st.composite
def spoilt(draw: st.DrawFn, kind: str) -> Any:
    """A recorded answer in which some places hold something else."""
    names = sorted(file.stem for file in (SHIPPED.parents[2] / f"tests/fixtures/{kind}").glob("*.json"))
    document = {"": copy.deepcopy(recorded(f"{kind}/{draw(st.sampled_from(names))}"))}
    for _ in range(draw(st.integers(0, 3))):
        whole: list[Any] = ["", *draw(st.sampled_from(spots(document[""])))]
        path, last = whole[:-1], whole[-1]
        place: Any = document
        for step in path:
            place = place[step]
        place[last] = copy.deepcopy(draw(st.sampled_from(ODD) | JSON))  # samples are shared
    return document[""]


def read(function: Callable[[], Any]) -> Any:
    """The value, or None where it was refused as it may be."""
    try:
        return function()
    except ConnectorError:
        return None


def check_ref(ref: ExternalRef) -> None:
    assert 0 < len(ref.id) <= LONGEST_ID
    ref.id.encode()
    assert "\0" not in ref.id


def check(change: Change) -> None:
    """It can be stored, in every column and every database."""
    check_ref(change.ref)
    assert abs(change.order) < 2**63
    texts = [(change.event_id, 1000), (change.status_text, LONGEST_WORD)]
    texts += [(text, LONGEST_NOTE) for text in (change.note, change.proposed_owner) if text is not None]
    for text, longest in texts:
        assert 0 < len(text) <= longest
        assert "\0" not in text
        text.encode()
    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change


def check_case(remote: RemoteCase | None) -> None:
    for change in remote.changes if remote else ():
        check(change)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), spoilt("declarative") | JSON)
def test_a_described_interface_never_breaks_on_an_answer(name: str, found: Any) -> None:
    book = BOOKS[name]
    read(lambda: book.judged(found))
    made = read(lambda: book.ref("forward.ref", found, "forward.url" if name == "kobar-rsud" else ""))
    if made:
        check_ref(made)
    check_case(read(lambda: book.record(found, REF, NOW)))
    if book.spec.changes:
        for item in [found, *(read(lambda: book.items("changes.items", found)) or [])]:
            changes, broken = book.readable([item])
            for change in (*changes, *(book.broken(one, "0:0") for one in broken)):
                if change is not None:
                    check(change)


@settings(max_examples=300, deadline=None)
@given(spoilt("lapor") | JSON, spoilt("lapor") | JSON)
def test_lapor_never_breaks_on_an_answer(found: Any, page: Any) -> None:
    entries = read(lambda: lapor.followup_page(page))
    check_case(read(lambda: history.to_remote_case(found, entries[0] if entries else [], REF, SITE, NOW)))
    made = read(lambda: lapor.complaint_id(found))
    if made is not None:
        check_ref(ExternalRef("lapor", made))
    for function in (lapor.holder, lapor.file_ids, lapor.succeeded):
        read(lambda function=function: function(found))  # type: ignore[misc]
    read(lambda: lapor.was_handed_over(found, "110111"))
    read(lambda: lapor.master(found, "id", "name"))


@settings(max_examples=300, deadline=None)
@given(spoilt("sapawarga") | JSON)
def test_sapawarga_never_breaks_on_an_answer(found: Any) -> None:
    check_case(
        read(lambda: sapawarga.to_remote_case(found, REF, "Asia/Jakarta", Words(sapawarga.WORDS), NOW))
    )
    for made in (
        read(lambda: sapawarga.complaint_id(found)),
        (read(lambda: sapawarga.search_page(found, "KTW-7Q2M-9XAB#1")) or [None])[0],
    ):
        if made is not None:
            check_ref(ExternalRef("jabar-sapawarga", made))
    read(lambda: sapawarga.entries(found))


@pytest.mark.parametrize("code", ["9008", 2**63 + 5, 10**25, "a\0", ["x"]])
def test_an_odd_code_in_a_failure_changes_no_meaning_of_a_lost_write(code: Any) -> None:
    body = json.dumps({"code": code}).encode()
    assert isinstance(of_answer(500, {}, body, safe=False), ConnectorError)
    if code != "9008":
        assert type(of_answer(500, {}, body, safe=False)) is Unconfirmed


@pytest.mark.parametrize("token", ["", "a b", "tökén", "a\r\nX-Other: 1", "a\0", 2**70, None])
async def test_a_token_that_fits_no_header_is_no_token(token: Any) -> None:
    keys = ClientCredentials("/token", "ID", "KEY")
    wanted = credential(keys, {"ID": "id", "KEY": "secret"}, lambda: 0.0)

    async def call(ask: object) -> Any:
        return {"access_token": token, "expires_in": 10**400}

    with pytest.raises((Misunderstood, CredentialFault)):
        await wanted.headers(call)


CREATED = {
    "kobar-rsud": '{"status": true, "data": {"nomor": %s}}',
    "kobar-wbs": '{"kode_laporan": %s}',
    "lapornurani": '{"status": true, "complaint_id": %s}',
    "ntb-portal": '{"kode": "00", "hasil": {"id": %s}}',
    "jabar-sapawarga": '{"data": {"id": %s}}',
}


@pytest.mark.parametrize("name", sorted(CREATED))
@pytest.mark.parametrize(
    "made", ["1" * 25, str(2**63 + 5), '"a\\u0000b"', f'"{"x" * 201}"', '""', "null", "[]", '"\\ud800"']
)
async def test_an_id_nobody_can_keep_leaves_a_create_unconfirmed(name: str, made: str) -> None:
    created = answer(200, (CREATED[name] % made).encode())
    answers = [TOKEN, created] if name in ("ntb-portal", "jabar-sapawarga") else [created]
    async with raw_peer(*answers) as peer:
        connector = loaded(name, peer.url)
        with pytest.raises(ConnectorError) as caught:
            await connector.forward(CASE, key_of(CASE))
        await connector.aclose()
    assert type(caught.value) is Unconfirmed


@pytest.mark.parametrize("number", [LARGEST, LARGEST // 1000 + 1, 2**63 + 5])
def test_a_log_number_that_leaves_no_room_for_its_place_is_misunderstood(number: int) -> None:
    detail: Any = recorded("lapor/detail_closed")
    detail["results"]["data_logs"][0]["id"] = number
    with pytest.raises(Misunderstood):
        history.to_remote_case(detail, [], REF, SITE, NOW)


async def test_a_foreign_entry_of_a_list_does_not_keep_a_search_from_its_end() -> None:
    listed = {
        "data": {"data": [{"id": "a", "sp4n_id": 10**25}, {"id": "b", "sp4n_id": "x\0"}], "total_pages": 1}
    }
    async with raw_peer(TOKEN, answer(200, json.dumps(listed).encode())) as peer:
        connector = loaded("jabar-sapawarga", peer.url)
        assert await connector.search(CASE.tracking_number, key_of(CASE)) is None
        await connector.aclose()
