"""The way to the Ombudsman, from the reporter's wish to the number that comes back."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from hub.casework.escalating import Escalating
from hub.casework.package import CASE, MANIFEST, NAMES, PAGE, SIGNATURE, Signer, public_key, verify
from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus, IdentityProtection, OversightState, Visibility
from hub.domain.commands import ReporterDetails
from hub.errors import ConfigError, PackageRefused, RuleViolation
from tests.casework.steps import act, count_of, delivered, row, timeline
from tests.harness import COORDINATOR, PARTNER, PORTAL, Hub, officer

WHO = ReporterDetails("Siti Kenari", "siti.kenari@example.org", "081234567890", "6201021234560001")
CANARIES = ("Kenari", "siti.kenari", "081234567890", "6201021234560001", "081298765432")
BODY = "Petugas <b>menolak</b> berkas saya & meminta uang. Hubungi saya di 081298765432."
WISH = ask.Escalate("Jawaban tidak menjawab; telepon saya 081298765432.")


async def answered(hub: Hub, **changes: Any) -> str:
    """A named case that was answered without result."""
    found = await delivered(
        hub,
        identity_protection=IdentityProtection.NAMED,
        visibility=Visibility.PUBLIC,
        reporter=WHO,
        body=BODY,
        **changes,
    )
    number = found.case.tracking_number
    owner = officer("62.01.disdukcapil")
    for command in (ask.Accept("Diterima."), ask.Answer("Silakan datang lagi.")):
        await act(hub, owner, number, command)
    return number


async def escalated(hub: Hub) -> str:
    number = await answered(hub)
    await act(hub, PORTAL, number, WISH)
    return number


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return out.getvalue()


async def test_a_wish_is_recorded_and_stops_nobodys_work(hub: Hub) -> None:
    number = await answered(hub)
    before = await row(hub, number)

    shown = await act(hub, COORDINATOR, number, WISH)

    after = await row(hub, number)
    assert (shown.oversight, shown.oversight_reference) == (OversightState.REQUESTED, None)
    assert (after.status, after.owner, after.assignee) == (before.status, before.owner, before.assignee)
    assert after.escalated
    assert await count_of(hub, number, CaseEventType.ESCALATED) == 1
    await act(hub, PORTAL, number, ask.Contest("Belum selesai."))
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    with pytest.raises(RuleViolation):
        await act(hub, PORTAL, number, WISH)


async def test_partners_do_not_read_why(hub: Hub) -> None:
    number = await escalated(hub)
    parent = await hub.services.reading.by_tracking(PARTNER, [number])
    assert parent[0] is not None

    (page,) = await hub.services.reading.timelines(PARTNER, [parent[0]], 100, None)

    (told,) = [edge.node for edge in page.edges if edge.node.type is CaseEventType.ESCALATED]
    assert told.note is None


async def test_the_package_has_all_that_was_done_and_nobody_who_reported(hub: Hub) -> None:
    number = await escalated(hub)
    escalating = Escalating(hub.tools)

    content = parts(await escalating.export(number))

    assert list(content) == NAMES
    for part in content.values():
        for canary in CANARIES:
            assert canary.encode() not in part
    told = json.loads(content[CASE])
    events = await timeline(hub, number)
    assert [one["type"] for one in told["timeline"]] == [event.type.value for event in events]
    assert [one["agency"] for one in told["assignments"]] == [
        hub.tools.directory().agencies["62.01.disdukcapil"].name
    ]
    assert {one["kind"] for one in told["clocks"]} >= {"VERIFICATION", "FIRST_RESPONSE", "RESOLUTION"}
    assert told["report"]["answer"] == "Silakan datang lagi."
    assert told["admissibility"]["without_result"] == "ANSWERED"
    assert told["report"]["identity_protection"] == "NAMED"
    assert "reporter" not in told["report"]
    page = content[PAGE].decode()
    assert "Petugas &lt;b&gt;menolak&lt;/b&gt; berkas saya &amp; meminta uang." in page
    assert "<script" not in page
    assert "http" not in page
    assert number in page


async def test_the_json_is_canonical_and_the_file_the_same_for_the_same_moment(hub: Hub) -> None:
    number = await escalated(hub)
    escalating = Escalating(hub.tools)

    first, second = await escalating.export(number), await escalating.export(number)

    assert first == second
    for name in (CASE, MANIFEST):
        part = parts(first)[name]
        again = json.dumps(json.loads(part), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert part.decode() == again


async def test_a_genuine_package_verifies_with_the_public_key_alone(hub: Hub) -> None:
    number = await escalated(hub)
    escalating = Escalating(hub.tools)
    file = await escalating.export(number)

    found = verify(file, public_key(escalating.signer.public))

    assert (found.tracking_number, found.hub) == (number, hub.tools.hub_id)
    assert "PRIVATE" not in repr(escalating.signer)


def changed(name: str, make: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], bytes]:
    return lambda content: packed({**content, name: make(content[name])})


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (changed(CASE, lambda part: part.replace(b"Silakan", b"Jangan ")), "CHANGED"),
        (changed(PAGE, lambda part: part + b" "), "CHANGED"),
        (changed(MANIFEST, lambda part: part + b" "), "BAD_SIGNATURE"),
        (changed(SIGNATURE, lambda part: b"00" * 64), "BAD_SIGNATURE"),
        (changed(SIGNATURE, lambda part: b"\xff"), "BAD_SIGNATURE"),
        (lambda content: packed({**content, "extra.html": b"x"}), "NOT_A_PACKAGE"),
        (lambda content: packed({name: content[name] for name in NAMES[:3]}), "NOT_A_PACKAGE"),
        (lambda content: packed(content)[:-30], "NOT_A_PACKAGE"),
        (lambda content: b"", "NOT_A_PACKAGE"),
        (lambda content: b"PK\x05\x06" + bytes(18), "NOT_A_PACKAGE"),
    ],
    ids=["case", "page", "manifest", "zeros", "no-hex", "more", "fewer", "cut", "nothing", "empty"],
)
async def test_a_single_changed_byte_is_found(
    hub: Hub, spoil: Callable[[dict[str, bytes]], bytes], code: str
) -> None:
    escalating = Escalating(hub.tools)
    content = parts(await escalating.export(await escalated(hub)))

    with pytest.raises(PackageRefused) as refused:
        verify(spoil(content), public_key(escalating.signer.public))

    assert refused.value.code == code


async def test_another_hubs_key_and_a_bomb_are_refused(hub: Hub) -> None:
    escalating = Escalating(hub.tools)
    content = parts(await escalating.export(await escalated(hub)))
    stranger = Signer.of(b"x" * 32)
    forged = {**content, SIGNATURE: stranger.key.sign(content[MANIFEST]).hex().encode()}
    with pytest.raises(PackageRefused, match="signature"):
        verify(packed(forged), public_key(escalating.signer.public))

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(name, bytes(33 * 2**20) if name == CASE else content[name])
    with pytest.raises(PackageRefused) as refused:
        verify(out.getvalue(), public_key(escalating.signer.public))
    assert refused.value.code == "NOT_A_PACKAGE"
    for text in ("", "escalation-public-1:AAAA", "x" * 60):
        with pytest.raises(ConfigError):
            public_key(text)


def smuggled(file: bytes) -> bytes:
    """Another page in front of the parts: only a program that reads from the start finds it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(PAGE, "Laporan ini dicabut.")
        hidden = archive.start_dir
    return out.getvalue()[:hidden] + file


async def test_what_only_another_program_would_find_in_the_file_is_refused(hub: Hub) -> None:
    escalating = Escalating(hub.tools)
    file = await escalating.export(await escalated(hub))
    content, key = parts(file), public_key(escalating.signer.public)
    shouted = packed({**content, SIGNATURE: content[SIGNATURE].upper()})
    squeezed = io.BytesIO()
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_LZMA) as archive:
        for name in NAMES:
            archive.writestr(name, content[name])
    unreadable = squeezed.getvalue().replace(b"case.json", b"case.js\xff\xff")
    spoilt = (smuggled(file), file + b" ", b" " + file, packed(content), shouted)

    assert parts(smuggled(file)) == content
    for one in (*spoilt, squeezed.getvalue(), unreadable):
        with pytest.raises(PackageRefused):
            verify(one, key)
    verify(file, key)


async def test_a_package_of_a_later_kind_is_not_taken_for_one_of_this(hub: Hub) -> None:
    escalating = Escalating(hub.tools)
    content = parts(await escalating.export(await escalated(hub)))
    content[MANIFEST] = content[MANIFEST].replace(b"escalation 1", b"escalation 2")
    content[SIGNATURE] = escalating.signer.key.sign(content[MANIFEST]).hex().encode()

    with pytest.raises(PackageRefused) as refused:
        verify(packed(content), public_key(escalating.signer.public))

    assert refused.value.code == "NOT_A_PACKAGE"


async def test_no_package_is_made_of_what_nobody_escalated(hub: Hub) -> None:
    escalating = Escalating(hub.tools)
    number = await answered(hub)
    with pytest.raises(RuleViolation) as early:
        await escalating.export(number)
    with pytest.raises(RuleViolation) as unknown:
        await escalating.export("H-AAAA-BBBB-CCCC")

    assert (early.value.code, unknown.value.code) == ("ILLEGAL_TRANSITION", "NOT_FOUND")


async def test_the_number_comes_back_and_everybody_who_sees_the_case_reads_it(hub: Hub) -> None:
    number = await escalated(hub)
    escalating = Escalating(hub.tools)

    await escalating.refer(number, "0179/LM/XI/2026/PKY")
    await escalating.conclude(number, OversightState.RECOMMENDED, "Saran: layani tanpa biaya.")

    question = "query($n: String!) { case(trackingNumber: $n) { status oversight { state reference } } }"
    for viewer in (PORTAL, COORDINATOR, officer("62.01.disdukcapil"), PARTNER):
        data = await hub.ask(question, viewer, n=number)
        assert data["case"]["oversight"] == {"state": "RECOMMENDED", "reference": "0179/LM/XI/2026/PKY"}
        assert data["case"]["status"] == "ANSWERED"
    assert await count_of(hub, number, CaseEventType.ESCALATED) == 3
    with pytest.raises(RuleViolation):
        await escalating.refer(number, "bukan nomor")
    with pytest.raises(RuleViolation) as long:
        await escalating.conclude(number, OversightState.DISCHARGED, "x" * 10_001)
    assert long.value.code == "TOO_LARGE"


async def test_escalating_by_graphql_needs_a_result_or_a_breach_first(hub: Hub) -> None:
    found = await delivered(hub)
    mutation = (
        "mutation($i: CaseNoteInput!) { escalateCase(input: $i) { __typename "
        "... on Problem { code } ... on CaseChanged { case { oversight { state } } } } }"
    )

    async def said() -> Any:
        version = (await row(hub, found.case.tracking_number)).version
        given = {"trackingNumber": found.case.tracking_number, "expectedVersion": version, "note": "Lama."}
        return (await hub.ask(mutation, PORTAL, i=given))["escalateCase"]

    assert await said() == {"__typename": "Problem", "code": "ILLEGAL_TRANSITION"}
    hub.later(days=60)
    while await hub.deadlines.tick():
        pass
    assert (await row(hub, found.case.tracking_number)).breached
    assert (await said())["case"] == {"oversight": {"state": "REQUESTED"}}
