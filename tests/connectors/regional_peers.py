"""The regional offices' services and the facility master behind the shipped instances."""

from collections.abc import Callable
from typing import Any

KEYED = ("kobar-disdukcapil", "kobar-rsud")
BUS = "kukar-bapenda"
BUS_PATH = "/pajak-daerah/1.0"  # where its product is offered
FACILITIES = "satusehat"
PATHS = "Location"
USES = ("SPLP",)  # further secrets

Secret = Callable[[str, str], str]


def systems(secret: Secret, **common: Any) -> list[tuple[str, str, dict[str, Any] | None]]:
    """What `start_all` starts; `common` goes into every config."""

    def client(name: str) -> dict[str, str]:
        return {"client_id": secret(name, "ID"), "client_secret": secret(name, "KEY")}

    def user(name: str) -> dict[str, str]:
        return {"user": secret(name, "USER"), "password": secret(name, "PASSWORD")}

    dinkes = {"grant": "client_credentials", **client("kobar-dinkes"), "prefix": "DINKES"}
    taxes = {"grant": "password", **client("kalteng-bapenda"), **user("kalteng-bapenda"), "prefix": "BPD"}
    product = {"context": "pajak-daerah", "version": "1.0", "key": secret(BUS, "SPLP"), "path": "/api/v1"}
    behind = {"grant": "login", **user(BUS), "offset_hours": 8, "splp": {"products": [product]}}
    return [
        *(("rest", name, {"api_key": secret(name, "KEY"), **common}) for name in KEYED),
        ("rest", "kobar-dinkes", {**dinkes, **common}),
        ("rest", "kalteng-bapenda", {**taxes, **common}),
        ("rest", BUS, {**behind, **common}),
        ("satusehat", FACILITIES, {**client(FACILITIES), "per_page": 3, **common}),
    ]
