"""The shipped permit instances against real peers: what they tell, what they never tell, how they fail."""

import time
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub.connectors.base import LooksUpPermits
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.domain.exchange import HealthState
from hub.domain.permit import LicenceAuthority
from hub.errors import (
    ConfigError,
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unreachable,
)
from sandbox.launch import Running, control, kill, start_all
from tests.connectors.peers import SHIPPED, STILL
from tests.connectors.permit_peers import (
    CANARIES,
    FAILING,
    KNOWN,
    LOCAL,
    MIXED,
    NATIONAL,
    PROVINCIAL,
    TIMED_OUT,
    UNKNOWN,
    systems,
)
from tests.connectors.samples import NOW

NAMES = sorted(KNOWN)
KEY = "kunci-uji"
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Running]]:
    running = start_all(systems(KEY, **STILL), tmp_path_factory.mktemp("offices"))
    yield {one.name: one for one in running}
    for one in running:
        kill(one)


def catalogue(offices: dict[str, Running], folder: Path, key: str = KEY, deadline: float = 2.0) -> Catalogue:
    folder.mkdir()
    for name in NAMES:
        text = (SHIPPED / f"{name}.toml").read_text()
        (folder / f"{name}.toml").write_text(text.replace("deadline = 2\n", f"deadline = {deadline}\n"))
    urls = {f"HUB_{name.upper().replace('-', '_')}_URL": offices[name].url for name in NAMES}
    environment = {**urls, "HUB_SECRET_OSS_RBA_KEY": key}
    return load_catalogue(folder, environment, lambda: NOW, time.monotonic, NEVER_OPEN, strict=True)


@pytest.fixture
async def hub(offices: dict[str, Running], tmp_path: Path) -> AsyncIterator[Catalogue]:
    loaded = catalogue(offices, tmp_path / "instances")
    yield loaded
    await loaded.aclose()
    for one in offices.values():
        control(one, "/fault", {"mode": "none"})


def system(hub: Catalogue, name: str) -> LooksUpPermits:
    found = hub.active[name]
    assert isinstance(found, LooksUpPermits)
    return found


async def failure(call: Any) -> ConnectorError:
    """The error of a call, whose text tells nothing it should not."""
    with pytest.raises(ConnectorError) as caught:
        await call
    text = f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert not [one for one in (*CANARIES, *KNOWN.values(), "http:", KEY) if one in text]
    return caught.value


@pytest.mark.parametrize(
    ("name", "kind", "authority"),
    [
        ("kobar-sicantik", "Izin Reklame", LicenceAuthority.REGENCY),
        ("kukar-sicantik", "Izin Praktik Bidan", LicenceAuthority.REGENCY),
        ("oss-rba", "Sertifikat Standar 1", LicenceAuthority.NATIONAL),
    ],
)
async def test_a_permit_is_told_without_its_applicant(
    hub: Catalogue, offices: dict[str, Running], name: str, kind: str, authority: LicenceAuthority
) -> None:
    held = control(offices[name], f"/records?ticket={KNOWN[name]}")
    assert all(one in str(held) for one in CANARIES[:4])  # the peer does hold them

    record = await system(hub, name).permit(KNOWN[name])

    assert record is not None
    assert (record.application_number, record.permit_type, record.authority) == (KNOWN[name], kind, authority)
    assert record.stage
    assert record.status
    assert isinstance(record.submitted_on, date)
    assert not [one for one in CANARIES if one in repr(record)]


@pytest.mark.parametrize("name", NAMES)
async def test_a_number_the_office_does_not_know_is_an_answer(hub: Catalogue, name: str) -> None:
    assert await system(hub, name).permit(UNKNOWN[name]) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", ["", "1' OR '1'='1", "x" * 61, "12345", KNOWN["oss-rba"] + "'"])
async def test_a_number_of_another_form_is_never_sent(hub: Catalogue, name: str, number: str) -> None:
    assert type(await failure(system(hub, name).permit(number))) is Refused


@pytest.mark.parametrize("mode", ["none", "duplicate", "reorder"])
async def test_the_newest_step_is_found_however_the_rows_come(
    hub: Catalogue, offices: dict[str, Running], mode: str
) -> None:
    name, office = "kukar-sicantik", offices["kukar-sicantik"]
    (held,) = control(office, f"/records?ticket={KNOWN[name]}")
    control(office, f"/records/{held['id']}/act", {"do": "accept"})
    control(office, f"/records/{held['id']}/act", {"do": "progress"})
    control(office, "/fault", {"mode": mode})

    record = await system(hub, name).permit(KNOWN[name])

    assert record is not None
    assert (record.stage, record.status, record.decided_on) == ("Peninjauan Lapangan", "Proses", None)


async def test_a_decided_permit_has_the_day_of_its_decision(
    hub: Catalogue, offices: dict[str, Running]
) -> None:
    name = "kobar-sicantik"
    (held,) = control(offices[name], f"/records?ticket={KNOWN[name]}")
    control(offices[name], f"/records/{held['id']}/act", {"do": "answer"})

    record = await system(hub, name).permit(KNOWN[name])

    assert record is not None
    assert (record.stage, record.status) == ("Penandatanganan Izin", "Selesai")
    assert record.decided_on is not None


@pytest.mark.parametrize(
    ("number", "authority"),
    [
        (NATIONAL, LicenceAuthority.NATIONAL),
        (PROVINCIAL, LicenceAuthority.PROVINCE),
        (LOCAL, LicenceAuthority.REGENCY),
        (MIXED, None),
    ],
)
async def test_the_authority_of_a_business_number_is_read(
    hub: Catalogue, number: str, authority: LicenceAuthority | None
) -> None:
    record = await system(hub, "oss-rba").permit(number)

    assert record is not None
    assert (record.authority, record.stage, record.status) == (
        authority,
        "09",
        "Telah Melengkapi Persyaratan",
    )


@pytest.mark.parametrize("number", [FAILING, TIMED_OUT])
async def test_a_failure_inside_http_200_is_a_failure(hub: Catalogue, number: str) -> None:
    assert type(await failure(system(hub, "oss-rba").permit(number))) is Unreachable


async def test_a_refused_key_is_a_credential_fault_although_the_status_is_200(
    offices: dict[str, Running], tmp_path: Path
) -> None:
    hub = catalogue(offices, tmp_path / "wrong", key="salah")
    try:
        assert type(await failure(system(hub, "oss-rba").permit(NATIONAL))) is CredentialFault
        assert (await hub.health("oss-rba")).state is HealthState.DOWN
    finally:
        await hub.aclose()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("down", Unreachable),
        ("silent", Unreachable),
        ("error500", Unreachable),
        ("error503", Throttled),
        ("throttle429", Throttled),
        ("garbage", Misunderstood),
        ("huge", Misunderstood),
    ],
)
async def test_every_fault_has_its_meaning(
    hub: Catalogue, offices: dict[str, Running], name: str, mode: str, expected: type[ConnectorError]
) -> None:
    control(offices[name], "/fault", {"mode": mode})

    assert type(await failure(system(hub, name).permit(KNOWN[name]))) is expected


@pytest.mark.parametrize("mode", ["slow", "drip"])
async def test_an_answer_that_takes_too_long_is_none(
    offices: dict[str, Running], tmp_path: Path, mode: str
) -> None:
    hub = catalogue(offices, tmp_path / "impatient", deadline=0.3)
    try:
        for name in NAMES:
            control(offices[name], "/fault", {"mode": mode})
            assert type(await failure(system(hub, name).permit(KNOWN[name]))) is Unreachable
            control(offices[name], "/fault", {"mode": "none"})
    finally:
        await hub.aclose()


@pytest.mark.parametrize("name", NAMES)
async def test_health_follows_the_office_and_never_raises(
    hub: Catalogue, offices: dict[str, Running], name: str
) -> None:
    assert (await hub.health(name)).state is HealthState.UP
    control(offices[name], "/fault", {"mode": "garbage"})
    assert (await hub.health(name)).state is HealthState.DEGRADED


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("kobar-sicantik", "number = 'DPMPTSP-", "number = '(DPMPTSP-", "regular expression"),
        ("kobar-sicantik", "template = 10001", "templat = 10001", "UNKNOWN_KEY"),
        ("oss-rba", "[oss.topics]", "[oss]\nmentions = []\n[oss.topics]", "name a word"),
        ("oss-rba", "NATIONAL =", "PUSAT =", "BAD_VALUE"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    text = (SHIPPED / f"{name}.toml").read_text()
    assert old in text
    (tmp_path / f"{name}.toml").write_text(text.replace(old, new))

    with pytest.raises(ConfigError, match=rf"^{name}\.toml:\d+: .*") as caught:
        load_catalogue(tmp_path, {}, lambda: NOW, time.monotonic)
    assert told in str(caught.value)
