"""Kind `satusehat`: the national health exchange's facility master, FHIR R4 behind client credentials.

`expires_in` is a text, codes of regions come without dots, and the next page is a link in the bundle. There
is nothing clinical here, and no complaint can be handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox import tokens
from sandbox.office import Dialect, Office
from sandbox.wire import Object, number, reply

BASE = "/fhir-r4/v1"
REGION = "https://fhir.kemkes.go.id/r4/StructureDefinition/administrativeCode"
LEVELS = {"province": 2, "city": 4, "district": 6}
PAGE, MOST = 20, 100
FACILITIES: list[Object] = [
    {"id": "10000101", "name": "RSUD Sultan Imanudin", "type": "RS", "region": "620102"},
    {"id": "10000102", "name": "Puskesmas Arut Selatan", "type": "PUSKESMAS", "region": "620102"},
    {"id": "10000103", "name": "Puskesmas Kumai", "type": "PUSKESMAS", "region": "620101"},
    {"id": "10000104", "name": "Klinik Pratama Sehat Contoh", "type": "KLINIK", "region": "620102"},
    {
        "id": "10000105",
        "name": "Apotek Contoh Jaya",
        "type": "APOTEK",
        "region": "620102",
        "status": "inactive",
    },
    {"id": "10000201", "name": "RSUD Contoh Tenggarong", "type": "RS", "region": "640206"},
    {"id": "10000202", "name": "Balai Contoh Kesehatan Kerja", "type": "BKK", "region": "640206"},
]


@dataclass(frozen=True)
class SatusehatConfig:
    """`facilities` as in `FACILITIES`; `per_page` is the most a bundle holds, whatever was asked for."""

    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-client-secret"
    token_seconds: int = 3600
    per_page: int = PAGE
    facilities: list[Object] = field(default_factory=lambda: FACILITIES)


def configured(config: Object) -> "SatusehatKind":
    return SatusehatKind(SatusehatConfig(**config))


class SatusehatKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: SatusehatConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        """Nothing is ever received here."""
        return Dialect("", lambda number, at: str(number), lambda record, step: None)

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        service = _Service(office, self.config)
        return [
            Route("/oauth2/v1/accesstoken", service.token, methods=["POST"]),
            Route(f"{BASE}/Location", service.locations),
        ]


class _Service:
    def __init__(self, office: Office, config: SatusehatConfig) -> None:
        self.office, self.config = office, config

    async def token(self, request: Request) -> Response:
        """The grant stands in the query, the client in the form."""
        form = await request.form()
        known = (self.config.client_id, self.config.client_secret)
        if request.query_params.get("grant_type") != "client_credentials":
            return _outcome("value", 400)
        if (form.get("client_id"), form.get("client_secret")) != known:
            return _outcome("login", 401)
        seconds = self.config.token_seconds
        token = tokens.issue(self.config.client_secret, self.office.now(), seconds)
        return reply({"access_token": token, "expires_in": str(seconds), "token_type": "BearerToken"})

    async def locations(self, request: Request) -> Response:
        header = request.headers.get("authorization", "")
        if not tokens.valid(self.config.client_secret, header, self.office.now()):
            return _outcome("expired", 401)
        region = request.query_params.get("administrative-code", "")
        found = [one for one in self.config.facilities if str(one["region"]).startswith(region)]
        size = min(max(1, number(request, "_count", PAGE, MOST)), self.config.per_page)
        start = number(request, "_offset", 0)
        links = [{"relation": "self", "url": str(request.url)}]
        if start + size < len(found):
            query = urlencode({"administrative-code": region, "_count": size, "_offset": start + size})
            links.append(
                {"relation": "next", "url": f"{str(request.base_url).rstrip('/')}{BASE}/Location?{query}"}
            )
        entries = [{"resource": _location(one)} for one in found[start : start + size]]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
        return reply({**bundle, "link": links, "entry": entries})


def _location(facility: Object) -> Object:
    code = str(facility["region"])
    codes = [
        {"url": level, "valueCode": code[:digits]} for level, digits in LEVELS.items() if len(code) >= digits
    ]
    return {
        "resourceType": "Location",
        "id": facility["id"],
        "status": facility.get("status", "active"),
        "name": facility["name"],
        "type": [{"coding": [{"code": facility["type"]}]}],
        "address": {"extension": [{"url": REGION, "extension": codes}]},
        "managingOrganization": {"reference": f"Organization/{facility['id']}"},
        "telecom": [{"system": "phone", "value": "0800-000-0000"}],
    }


def _outcome(code: str, status: int) -> Response:
    """FHIR's way to say no."""
    return reply({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}, status)
