"""The simulated agencies behind the shipped instances, and the environment that leads to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.connectors import catalogue
from sandbox.launch import Running, control, kill, start_all
from tests.connectors import permit_peers, regional_peers, village_peer

LAPOR = {"lapor-nasional": "10001", "lapornurani": "110101", "lapor-kukar": "110201"}
DUKCAPIL: dict[str, dict[str, Any]] = {  # instance -> its agreement
    "kobar-dukcapil": {},
    "kukar-dukcapil": {
        "path": "KUKAR/VERIFIKASI_PELAPOR",
        "names": {"national_id": "NIK", "user": "USER_ID", "password": "PASSWORD", "address": "IP_USER"},
        "coded": False,
        "strict": False,
        "basic": "kukar-dukcapil-basic_user:kukar-dukcapil-basic_password",
    },
}
USES = ("KEY", "TOKEN", "ID", "AUTH", "USER", "PASSWORD", "IP", "BASIC_USER", "BASIC_PASSWORD")
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cw=="
STILL: dict[str, Any] = {"officers": {"enabled": False}}
SHIPPED = Path(catalogue.__file__).parent / "instances"
LIMITS = "[limits]\ndeadline = 1.5\nconcurrency = 4\n"


@dataclass
class Peers:
    """Running agencies by instance name; the three LAPOR accounts share one."""

    systems: dict[str, Running]
    database: str  # the village's, as its administrator reaches it

    def control(self, name: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the control plane of the agency behind an instance."""
        return control(self.systems[name], path, body)

    def held(self, name: str, ticket: str) -> list[Any]:
        """What it holds under our number."""
        found: list[Any] = self.control(name, f"/records?ticket={ticket.replace('#', '%23')}")
        return found

    @contextmanager
    def all_with(self, mode: str, **details: Any) -> Iterator[None]:
        """Every agency misbehaves for a while; tokens are still to be had."""
        once = {running.name: name for name, running in self.systems.items()}
        for name in once.values():
            paths = "complain|pengaduan|laporan|perubahan|dukcapil|graphql|request"
            paths += f"|{village_peer.PATHS}|{regional_peers.PATHS}"
            self.control(name, "/fault", {"mode": mode, "path": paths, **details})
        try:
            yield
        finally:
            for name in once.values():
                self.control(name, "/fault", {"mode": "none"})

    @property
    def environment(self) -> dict[str, str]:
        """Addresses and secrets for all shipped instances."""
        found = {}
        for name, running in self.systems.items():
            stem = name.upper().replace("-", "_")
            base = "/lapor/3.0.0" if name in LAPOR else ""
            base = regional_peers.BUS_PATH if name == regional_peers.BUS else base
            found[f"HUB_{stem}_URL"] = running.url + base
            for use in (*USES, *regional_peers.USES):
                found[f"HUB_SECRET_{stem}_{use}"] = secret(name, use)
            found[f"HUB_SECRET_{stem}_WEBHOOK"] = SECRET
        village = self.systems[village_peer.NAME]
        return {**found, village_peer.VARIABLE: village_peer.address(village, self.database)}

    @property
    def wrong(self) -> dict[str, str]:
        """Secrets nobody knows."""
        found = self.environment
        wrong = {key: "wrong" for key in found if key.startswith("HUB_SECRET_")}
        return {**wrong, village_peer.VARIABLE: village_peer.stranger(found[village_peer.VARIABLE])}


def secret(name: str, use: str) -> str:
    """An invented secret."""
    return f"{name}-{use.lower()}"


@contextmanager
def peers(directory: Path, database: str) -> Iterator[Peers]:
    """Start every agency; their officers sit still. `database` is empty and the village's."""
    accounts = [
        {"institution_id": own, "auth_header_value": secret(name, "AUTH"), "token": secret(name, "TOKEN")}
        for name, own in LAPOR.items()
    ]
    institutions = [{"id": own, "name": f"Instansi {own}"} for own in (*LAPOR.values(), "110111", "10013")]
    wanted: list[tuple[str, str, dict[str, Any] | None]] = [
        ("lapor", "lapor", {"accounts": accounts, "institutions": institutions, **STILL}),
        ("sapawarga", "jabar-sapawarga", {**client("jabar-sapawarga"), **STILL}),
        ("oauth", "ntb-portal", {**client("ntb-portal"), **STILL}),
        ("wbs", "kobar-wbs", {"token_key": secret("kobar-wbs", "TOKEN"), **STILL}),
        ("open311", "palangkaraya-open311", {"api_key": secret("palangkaraya-open311", "KEY"), **STILL}),
        ("dukcapil", "dukcapil", {**agreements(), **STILL}),
        (
            "hub",
            "kalteng-hub",
            {"api_key": secret("kalteng-hub", "KEY"), "hub_id": "hub-kalteng", **STILL},
        ),
        village_peer.system(database, **STILL),
        *permit_peers.systems(secret("oss-rba", "KEY"), **STILL),
        *regional_peers.systems(secret, **STILL),
    ]
    running = {one.name: one for one in start_all(wanted, directory)}
    shared, registry = running.pop("lapor"), running.pop("dukcapil")
    try:
        once = {**running, **dict.fromkeys(LAPOR, shared), **dict.fromkeys(DUKCAPIL, registry)}
        yield Peers(once, database)
    finally:
        for one in (shared, registry, *running.values()):
            kill(one)


def agreements() -> dict[str, Any]:
    """The civil registry's consumers, one per instance."""
    return {
        "consumers": [
            {
                "user": secret(name, "USER"),
                "password": secret(name, "PASSWORD"),
                "address": secret(name, "IP"),
                **terms,
            }
            for name, terms in DUKCAPIL.items()
        ]
    }


def client(name: str) -> dict[str, str]:
    """Client credentials."""
    return {"client_id": secret(name, "ID"), "client_secret": secret(name, "KEY")}


def impatient(directory: Path) -> Path:
    """The shipped instance files with a short deadline, so that a silent peer costs a test little."""
    directory.mkdir(exist_ok=True)
    for file in SHIPPED.glob("*.toml"):
        text = file.read_text()
        text = text.replace("[limits]\ndeadline = 30\n", LIMITS)
        if "[limits]" not in text:
            text += "\n" + LIMITS
        (directory / file.name).write_text(text)
    return directory
