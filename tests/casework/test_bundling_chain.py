"""What is refused of a bundle, what is done once, how a chain goes on; the databases don't differ in it."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import pytest

from hub.casework import parcel, telling
from hub.casework.bundle_lines import Act, written
from hub.casework.parcel import KeyPair
from hub.cli import office_folder
from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus
from hub.errors import BundleRefused, ConfigError, StoreFault
from tests.casework.carried import KEYS, Kecamatan, codes, enrolled, of
from tests.casework.steps import act, count_of, row
from tests.casework.test_collecting import COORDINATOR, OFFICE, OFFICER, offered
from tests.harness import Hub


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone."""
    return sqlite_url


@pytest.fixture
async def kecamatan(hub: Hub, tmp_path: Path) -> Kecamatan:
    """Enrolled, with an empty folder."""
    return await enrolled(hub, tmp_path / "kantor")


async def test_a_reply_without_an_act_still_says_what_has_arrived(hub: Hub, kecamatan: Kecamatan) -> None:
    number = await offered(hub)
    await kecamatan.fetch()

    done = await kecamatan.send()

    assert (done.received, done.results) == (1, ())
    assert ((await row(hub, number)).delivered, (await row(hub, number)).owner) == (True, OFFICE)


async def test_what_was_exported_but_not_acknowledged_is_nobodys_receipt(
    hub: Hub, kecamatan: Kecamatan
) -> None:
    first = await offered(hub)
    await kecamatan.fetch()
    second = await offered(hub)
    await of(hub).export(OFFICE)

    assert (await kecamatan.send()).received == 1

    assert ((await row(hub, first)).delivered, (await row(hub, second)).delivered) == (True, False)


async def test_a_bundle_says_only_what_the_last_acknowledged_one_has_not(
    hub: Hub, kecamatan: Kecamatan
) -> None:
    await offered(hub)
    await kecamatan.fetch()
    await kecamatan.send()
    await offered(hub)

    out = await of(hub).export(OFFICE)
    kecamatan.open(out.file)
    await kecamatan.send()

    assert out.cases == 2  # the first one once more: its receipt is news
    assert (await of(hub).export(OFFICE)).cases == 1


async def test_the_same_reply_again_does_nothing(hub: Hub, kecamatan: Kecamatan) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(number, "accept")
    file = kecamatan.reply()

    first, again = await of(hub).take(file), await of(hub).take(file)

    assert (first.again, again.again, again.results) == (False, True, first.results)
    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1
    await kecamatan.fetch()
    assert kecamatan.open((await of(hub).export(OFFICE)).file).again is False


async def test_replies_out_of_order_replayed_or_of_a_copied_folder_are_refused(
    hub: Hub, kecamatan: Kecamatan, tmp_path: Path
) -> None:
    number = await offered(hub)
    file = (await of(hub).export(OFFICE)).file
    kecamatan.open(file)
    copied = Kecamatan(hub, tmp_path / "salinan")
    copied.open(file)
    first = kecamatan.reply()
    kecamatan.act(number, "accept")
    second = kecamatan.reply()
    copied.act(number, "return", "Bukan kami")

    await of(hub).take(second)

    for late, code in ((first, "OLD"), (copied.reply(), "OLD"), (copied.reply(), "FORKED")):
        with pytest.raises(BundleRefused) as refused:
            await of(hub).take(late)
        assert refused.value.code == code
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_a_folder_that_lacks_a_bundle_says_which(
    hub: Hub, kecamatan: Kecamatan, tmp_path: Path
) -> None:
    await offered(hub)
    await kecamatan.fetch()
    await kecamatan.send()
    file = (await of(hub).export(OFFICE)).file

    with pytest.raises(BundleRefused) as refused:
        Kecamatan(hub, tmp_path / "baru").open(file)

    assert refused.value.code == "REWOUND"
    assert not (tmp_path / "baru").exists()


async def test_enrolling_anew_begins_a_chain_of_its_own(
    hub: Hub, kecamatan: Kecamatan, tmp_path: Path
) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    old = kecamatan.reply()
    await of(hub).enroll(OFFICE, KEYS.public.text)
    fresh = Kecamatan(hub, tmp_path / "baru")

    file = (await of(hub).export(OFFICE)).file
    fresh.open(file)

    for refusing in (lambda: of(hub).take(old), lambda: asyncio.to_thread(kecamatan.open, file)):
        with pytest.raises(BundleRefused) as refused:
            await refusing()
        assert refused.value.code == "OTHER_CHAIN"
    fresh.act(number, "accept")
    assert codes(await fresh.send()) == ["DONE"]


async def test_one_act_that_fails_stops_no_other(hub: Hub, kecamatan: Kecamatan) -> None:
    gone, kept = await offered(hub), await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(gone, "accept")
    kecamatan.act(gone, "answer", "Selesai.")
    kecamatan.act(kept, "return", "Bukan kami", "99.99.tidak-ada")
    kecamatan.act(kept, "accept")
    kecamatan.act(kept, "accept")
    await act(hub, COORDINATOR, gone, ask.Assign("21.04.dinkes", (), "salah alamat", binding=True))

    done = await kecamatan.send()
    await kecamatan.fetch()

    assert codes(done)[:3] == ["CONFLICT", "CONFLICT", "UNKNOWN_AGENCY"]
    assert codes(done)[3:] == ["CONFLICT", "CONFLICT"]  # written after an act that was not carried out
    assert kecamatan.codes() == codes(done)
    kecamatan.act(kept, "accept")
    assert codes(await kecamatan.send()) == ["DONE"]


async def test_an_act_on_a_case_that_moved_on_is_a_conflict_also_behind_an_act_of_ones_own(
    hub: Hub, kecamatan: Kecamatan
) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(number, "accept")
    assert codes(await kecamatan.send()) == ["DONE"]
    kecamatan.act(number, "answer", "Selesai.")
    await act(hub, OFFICER, number, ask.Progress("dari kantor lain"))

    done = await kecamatan.send()

    assert codes(done) == ["DONE", "CONFLICT"]
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_a_break_in_the_middle_of_an_import_is_mended_by_importing_again(
    hub: Hub, kecamatan: Kecamatan
) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(number, "accept")
    kecamatan.act(number, "answer", "Selesai.")
    file, broken = kecamatan.reply(), of(hub)

    class Breaking:
        """Stands for a power cut after the first act."""

        done = 0

        async def act(self, *arguments: Any) -> Any:
            if self.done:
                raise StoreFault("power cut")
            self.done += 1
            return await hub.services.acting.act(*arguments)

    broken.acting = Breaking()  # type: ignore[assignment]
    with pytest.raises(StoreFault):
        await broken.take(file)

    assert codes(await of(hub).take(file)) == ["DONE", "DONE"]
    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1
    assert await count_of(hub, number, CaseEventType.ANSWERED) == 1


async def test_a_changed_foreign_or_unknown_file_does_nothing(hub: Hub, kecamatan: Kecamatan) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(number, "accept")
    file = kecamatan.reply()
    header, stranger = parcel.claimed(file), KeyPair.of(b"s" * 32)

    def made(keys: KeyPair = KEYS, to: KeyPair | None = None, **changes: Any) -> bytes:
        box = of(hub).public if to is None else to.public
        lines = written([Act("tindakan-x", number, "accept", "ya", 1)])
        return parcel.pack(dataclasses.replace(header, **changes), lines, keys, box)

    changed = bytearray(file)
    changed[len(file) // 2] ^= 1
    refused = {
        "BAD_SIGNATURE": [bytes(changed), made(stranger)],
        "NOT_FOR_US": [made(receiver="hub-other"), made(to=stranger)],
        "UNKNOWN_SENDER": [made(sender="21.04.dinkes")],
        "NOT_A_BUNDLE": [b"", b"PK", file[:40]],
        "REWOUND": [made(acknowledges=7)],
    }
    for code, files in refused.items():
        for one in files:
            with pytest.raises(BundleRefused) as refusal:
                await of(hub).take(one)
            assert refusal.value.code == code
    assert (await row(hub, number)).status is CaseStatus.ASSIGNED
    assert not (await row(hub, number)).delivered


async def test_a_case_that_went_elsewhere_is_marked_and_not_told_on(hub: Hub, kecamatan: Kecamatan) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    await act(hub, COORDINATOR, number, ask.Assign("21.04.dinkes", (), "salah alamat", binding=True))

    await kecamatan.fetch()

    assert number not in office_folder.in_use(kecamatan.folder).held
    assert "tidak lagi pada kantor ini" in (kecamatan.folder / "index.html").read_text()


async def test_a_bundle_is_bounded_and_says_that_there_is_more(
    hub: Hub, kecamatan: Kecamatan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_EVENTS", 4)
    numbers = {await offered(hub) for _ in range(4)}
    rounds = 0
    while (await kecamatan.fetch()).more:
        await kecamatan.send()
        rounds += 1

    assert rounds > 1
    assert {one.case.tracking_number for one in office_folder.all_cases(kecamatan.folder)} == numbers


async def test_only_agencies_that_exist_are_enrolled_and_only_enrolled_ones_served(hub: Hub) -> None:
    with pytest.raises(ConfigError):
        await of(hub).enroll("99.99.x", KEYS.public.text)
    with pytest.raises(ConfigError):
        await of(hub).enroll(OFFICE, "bundle-public-1:AAAA")
    with pytest.raises(BundleRefused):
        await of(hub).export(OFFICE)


async def test_who_may_not_act_is_told_so_by_the_rules(hub: Hub, kecamatan: Kecamatan) -> None:
    """A bundle gives an office no right that its officer has not."""
    foreign = await offered(hub)
    await act(hub, COORDINATOR, foreign, ask.Assign("21.04.dinkes", (), "salah alamat", binding=True))
    mine = await offered(hub)
    await kecamatan.fetch()
    header = parcel.claimed(kecamatan.reply())
    lines = written(
        [
            Act("tindakan-1", foreign, "accept", "ya", (await row(hub, foreign)).version),
            Act("x", mine, "close", "ya", 1),
        ]
    )

    done = await of(hub).take(parcel.pack(header, lines, KEYS, of(hub).public))

    assert codes(done) == ["NOT_ALLOWED", "INVALID"]
