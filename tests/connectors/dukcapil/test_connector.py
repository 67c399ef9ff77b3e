"""The connector against the simulated registry: three agreements, three spellings, one protocol."""

import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.connectors.base import VerifiesIdentity
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.domain.exchange import Capability, HealthState
from hub.domain.identity import IdentityOutcome, IdentityQuery
from hub.errors import (
    ConfigError,
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Throttled,
    Unreachable,
)
from sandbox.launch import kill, start
from tests.connectors.peers import DUKCAPIL, SHIPPED, USES, agreements, secret
from tests.connectors.samples import NOW
from tests.sandbox.harness import System

SEKAR = IdentityQuery("6201991708909001", "Sekar Contoh Rimba", date(1990, 8, 17), "Verifikasi pelapor")
OTHERS = {"SURYA": "6201991010409006", "AWAN": "6201990207779007", "EMBUN": "6201992509889008"}
NAMES = sorted(DUKCAPIL)
CENTRAL = """\
kind = "dukcapil"
agency = "id.kemendagri"
base_url_env = "HUB_PUSAT_DUKCAPIL_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/dukcapil.md"
idempotency = "none"
maturity = 1
[dukcapil]
path = "/dukcapil/get_json/KEMENTERIAN/CALL_VERIFY_BY_ELEMEN"
user_env = "HUB_SECRET_PUSAT_DUKCAPIL_USER"
secret_env = "HUB_SECRET_PUSAT_DUKCAPIL_PASSWORD"
address_env = "HUB_SECRET_PUSAT_DUKCAPIL_IP"
[dukcapil.names]
national_id = "nik"
address = "ip_address"
"""
THIRD: dict[str, Any] = {
    "path": "KEMENTERIAN/CALL_VERIFY_BY_ELEMEN",
    "user": secret("pusat-dukcapil", "USER"),
    "password": secret("pusat-dukcapil", "PASSWORD"),
    "address": secret("pusat-dukcapil", "IP"),
    "names": {"national_id": "nik", "user": "user_id", "password": "password", "address": "ip_address"},
    "missing": "08",
    "scores": False,
}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    config = {"consumers": [*agreements()["consumers"], THIRD]}
    running = start("dukcapil", "dukcapil", tmp_path_factory.mktemp("registry"), config)
    with httpx.Client(base_url=running.url) as client:
        yield System(running, client)
    kill(running)


def environment(url: str, **changed: str) -> dict[str, str]:
    found = {}
    for name in (*NAMES, "pusat-dukcapil"):
        stem = name.upper().replace("-", "_")
        found[f"HUB_{stem}_URL"] = url
        found |= {f"HUB_SECRET_{stem}_{use}": secret(name, use) for use in USES}
    return {**found, **changed}


def loaded(folder: Path, registry: System, **changed: str) -> Catalogue:
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.toml").write_text((SHIPPED / f"{name}.toml").read_text())
    (folder / "pusat-dukcapil.toml").write_text(CENTRAL)
    rules = BreakerRules(calls=10_000, unreachable=10_000)
    surroundings = environment(registry.running.url, **changed)
    return load_catalogue(folder, surroundings, lambda: NOW, time.monotonic, rules, strict=True)


async def asked(hub: Catalogue, name: str, query: IdentityQuery = SEKAR) -> IdentityOutcome:
    connector = hub.active[name]
    assert isinstance(connector, VerifiesIdentity)
    return await connector.verify_identity(query)


@pytest.mark.parametrize("name", [*NAMES, "pusat-dukcapil"])
async def test_every_spelling_gets_every_outcome(registry: System, tmp_path: Path, name: str) -> None:
    hub = loaded(tmp_path, registry)
    born = {"SURYA": date(1940, 10, 10), "AWAN": date(1977, 7, 2), "EMBUN": date(1988, 9, 25)}
    wanted = {
        SEKAR: IdentityOutcome.MATCH,
        replace(SEKAR, full_name="sekar  contoh rimba"): IdentityOutcome.MATCH,
        replace(SEKAR, full_name="Sekar Rimba"): IdentityOutcome.MISMATCH,
        replace(SEKAR, birth_date=date(1990, 8, 16)): IdentityOutcome.MISMATCH,
        replace(SEKAR, national_id="6201991708909099"): IdentityOutcome.NOT_FOUND,
        replace(SEKAR, national_id="0000000000000000"): IdentityOutcome.INVALID,
        IdentityQuery(OTHERS["SURYA"], "Surya Contoh Lamandau", born["SURYA"], ""): IdentityOutcome.DECEASED,
        IdentityQuery(OTHERS["AWAN"], "Awan Contoh Kumai", born["AWAN"], ""): IdentityOutcome.INACTIVE,
        IdentityQuery(OTHERS["EMBUN"], "Embun Contoh Seruyan", born["EMBUN"], ""): IdentityOutcome.INACTIVE,
    }
    assert {query: await asked(hub, name, query) for query in wanted} == wanted
    await hub.aclose()


async def test_nothing_but_the_least_fields_and_the_proof_is_sent(registry: System, tmp_path: Path) -> None:
    hub = loaded(tmp_path, registry)
    await asked(hub, "kukar-dukcapil")
    await hub.aclose()

    sent = registry.control("/records")[-1]["payload"]["sent"]
    assert sent == {
        "NIK": "6201991708909001",
        "NAMA_LGKP": "SEKAR CONTOH RIMBA",
        "TGL_LHR": "17-08-1990",
        "TRESHOLD": "80",
        "USER_ID": "kukar-dukcapil-user",
        "PASSWORD": "kukar-dukcapil-password",
        "IP_USER": "kukar-dukcapil-ip",
    }


@pytest.mark.parametrize("use", ["USER", "PASSWORD", "IP", "BASIC_PASSWORD"])
async def test_every_wrong_credential_is_a_credential_fault(
    registry: System, tmp_path: Path, use: str
) -> None:
    hub = loaded(tmp_path, registry, **{f"HUB_SECRET_KUKAR_DUKCAPIL_{use}": "salah"})
    with pytest.raises(CredentialFault) as caught:
        await asked(hub, "kukar-dukcapil")
    health = await hub.health("kukar-dukcapil")
    await hub.aclose()

    assert "salah" not in str(caught.value)
    assert health.state is HealthState.DOWN


FAULTS: dict[str, type[ConnectorError]] = {
    "down": Unreachable,
    "slow": Unreachable,
    "silent": Unreachable,
    "error500": Unreachable,
    "error503": Throttled,
    "throttle429": Throttled,
    "garbage": Misunderstood,
    "huge": Misunderstood,
    "unknown_word": Misunderstood,
    "login": CredentialFault,
    "unlisted": CredentialFault,
    "sleeping": CredentialFault,
}


@pytest.mark.parametrize("mode", FAULTS)
async def test_every_fault_has_a_name_and_tells_nothing(registry: System, tmp_path: Path, mode: str) -> None:
    hub = loaded(tmp_path, registry)
    seam = hub.seams["kobar-dukcapil"]
    seam._limits = type(seam._limits)(deadline=0.3)
    with registry.fault(mode, seconds=0.5):
        with pytest.raises(ConnectorError) as caught:
            await asked(hub, "kobar-dukcapil")
        health = (await hub.health("kobar-dukcapil")).state
    await hub.aclose()

    assert type(caught.value) is FAULTS[mode]
    assert health is (
        HealthState.DOWN if FAULTS[mode] in (Unreachable, CredentialFault) else HealthState.DEGRADED
    )
    told = "".join(traceback.format_exception(caught.value))
    assert not [part for part in ("6201991", "Sekar", "SEKAR", "1990", "127.0.0.1:") if part in told]


async def test_a_spent_quota_is_an_answer(registry: System, tmp_path: Path) -> None:
    hub = loaded(tmp_path, registry)
    with registry.fault("quota"):
        assert await asked(hub, "kobar-dukcapil") is IdentityOutcome.QUOTA_EXHAUSTED
        assert (await hub.health("kobar-dukcapil")).detail == "QUOTA_EXHAUSTED"
    assert (await hub.health("kobar-dukcapil")).state is HealthState.UP
    await hub.aclose()


async def test_the_manifest_tells_budget_and_portals(registry: System, tmp_path: Path) -> None:
    hub = loaded(tmp_path, registry)
    manifest = hub.active["kobar-dukcapil"].manifest
    await hub.aclose()

    assert (manifest.capabilities, manifest.maturity) == (frozenset({Capability.LOOKUP}), 1)
    assert (manifest.day_budget, manifest.channels) == (500, ("lapornurani",))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("CALL_VERIFY_BY_ELEMEN", "CALL_NIK", "BAD_VALUE: name a method that compares"),
        ("CALL_VERIFY_BY_ELEMEN", "call_nik_get_kk", "BAD_VALUE: name a method that compares"),
        ("CALL_VERIFY_BY_ELEMEN", "BYNIK", "BAD_VALUE: name a method that compares"),
        ("/CALL_VERIFY_BY_ELEMEN", "/x?y", "BAD_VALUE: expected `str` matching"),
        ('address = "ip_address"', 'adress = "ip_address"', "UNKNOWN_KEY: remove `adress`"),
        ("maturity = 1", "maturity = 2", "BAD_VALUE: its abilities reach 1 at most"),
        ("[dukcapil.names]", "threshold = 101\n[dukcapil.names]", "BAD_VALUE: expected `int` <= 100"),
    ],
)
def test_a_wrong_agreement_stops_the_start(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in CENTRAL
    (tmp_path / "pusat.toml").write_text(CENTRAL.replace(old, new, 1))
    with pytest.raises(ConfigError, match=told):
        load_catalogue(tmp_path, {}, lambda: NOW, time.monotonic)


def test_an_agreement_without_its_secrets_is_listed_and_says_what_it_waits_for(tmp_path: Path) -> None:
    (tmp_path / "pusat.toml").write_text(CENTRAL)
    known = {"HUB_PUSAT_DUKCAPIL_URL": "https://dukcapil.example", "HUB_SECRET_PUSAT_DUKCAPIL_USER": "u"}
    hub = load_catalogue(tmp_path, known, lambda: NOW, time.monotonic)

    assert hub.get("pusat") is None
    assert hub.missing["pusat"] == ("HUB_SECRET_PUSAT_DUKCAPIL_PASSWORD", "HUB_SECRET_PUSAT_DUKCAPIL_IP")
