"""Kind `sapawarga`: a regional complaint portal behind Keycloak-like bearer tokens.

It knows no idempotency: a repeated create makes a second complaint. A partner can search the list for
`sp4n_id` before sending again. Validation errors are HTTP 422 with code 4221400.
"""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox import tokens
from sandbox.faults import disturbed, fault_of
from sandbox.office import Dialect, Office
from sandbox.records import Draft, Record, Step
from sandbox.sapawarga_view import complaint, phase_words, tracking
from sandbox.wire import Handler, Object, json_object, missing, number, reply

WORDS = {
    "created": "unverified",
    "accept": "verified",
    "coordinate": "coordinated",
    "progress": "followup",
    "ask": "postponed",
    "return": "rejected",
    "answer": "finished",
    "close": "finished",
}
REQUIRED = ("title", "description", "category_id", "city_id")
DEFAULT_PAGE, MOST_PER_PAGE = 10, 100
TO_NATIONAL = "sp4n"
BASES = ("", "/aduan")  # portals differ in where they put the master lists


@dataclass(frozen=True)
class SapawargaConfig:
    """`masters`: categories, subcategories, authorities, dispositions, opds; each a list of {id, name}."""

    realm: str = "sapawarga"
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-client-secret"
    token_seconds: float = 300
    masters: dict[str, list[Object]] | None = None


def configured(config: Object) -> "SapawargaKind":
    return SapawargaKind(SapawargaConfig(**config))


class SapawargaKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: SapawargaConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}/{number}"))

        script = ("accept", "coordinate", "progress", "answer")
        return Dialect(WORDS["created"], identify, _word, script=script)

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        portal = _Portal(office, self.config)
        one = "/aduan/complaints/{id}"
        on = portal.on_record
        return [
            Route("/realms/{realm}/protocol/openid-connect/token", portal.token, methods=["POST"]),
            Route("/aduan/complaints", portal.bearing(portal.create), methods=["POST"]),
            Route("/aduan/complaints", portal.bearing(portal.listed), methods=["GET"]),
            Route(one, on(portal.one)),
            Route(f"{one}/tracking-sp4n", on(portal.tracked)),
            Route(f"{one}/add-sp4n", on(portal.add_sp4n), methods=["PATCH"]),
            Route(f"{one}/determine-authority", on(portal.authority), methods=["PATCH"]),
            Route(f"{one}/follow-up", on(portal.follow_up), methods=["PATCH"]),
            *(Route(f"{base}/{name}", portal.bearing(portal.master)) for base in BASES for name in MASTERS),
        ]


class _Portal:
    def __init__(self, office: Office, config: SapawargaConfig) -> None:
        self.office, self.config = office, config

    async def token(self, request: Request) -> Response:
        form = await request.form()
        if request.path_params["realm"] != self.config.realm:
            return reply({"error": "Realm does not exist"}, 404)
        if form.get("grant_type") != "client_credentials":
            return reply({"error": "unsupported_grant_type"}, 400)
        if tokens.credentials(request, form) != (self.config.client_id, self.config.client_secret):
            why = "Invalid client or Invalid client credentials"
            return reply({"error": "unauthorized_client", "error_description": why}, 401)
        seconds = self.config.token_seconds
        token = tokens.issue(self.config.client_secret, self.office.now(), seconds)
        return reply({"access_token": token, "expires_in": seconds, "token_type": "Bearer", "scope": "aduan"})

    def bearing(self, handler: Handler) -> Handler:
        """Only with a token of ours that has not run out."""

        async def answer(request: Request) -> Response:
            header = request.headers.get("authorization", "")
            if not tokens.valid(self.config.client_secret, header, self.office.now()):
                return reply({"code": "4011400", "message": "Unauthorized"}, 401)
            return await handler(request)

        return answer

    def on_record(self, handler: Callable[[Request, Record], Awaitable[Response]]) -> Handler:
        """Only with a token, and for a complaint that exists."""

        async def answer(request: Request) -> Response:
            record = self.office.store.named(request.path_params["id"])
            if record is None:
                return reply({"code": "4041400", "message": "Aduan tidak ditemukan"}, 404)
            return await handler(request, record)

        return self.bearing(answer)

    async def create(self, request: Request) -> Response:
        body = await json_object(request) or {}
        faults = {name: [f"{name} wajib diisi"] for name in missing(body, REQUIRED)}
        for name, allowed in (("source_id", ("sp4n",)), ("type", ("private", "public"))):
            if body.get(name, allowed[0]) not in allowed:
                faults[name] = [f"{name} tidak valid"]
        if faults:
            return _invalid(faults)
        ticket = str(body["sp4n_id"]) if body.get("sp4n_id") else None
        record = self.office.receive(Draft(ticket, str(body["title"]), str(body["description"]), body))
        return reply({"data": complaint(record, fault_of(request))}, 201)

    async def listed(self, request: Request) -> Response:
        query = request.query_params
        page = max(1, number(request, "page", 1, 10**6))
        size = max(1, number(request, "page_size", DEFAULT_PAGE, MOST_PER_PAGE))
        order = "updated" if query.get("sort_by") == "updated_at" else "created"
        words = phase_words(query.get("phase", ""))
        records, total = self.office.store.page(words, order, size, (page - 1) * size)
        if query.get("complaint_source", "") not in ("", "sp4n"):
            records, total = [], 0
        mode = fault_of(request)
        shown = [complaint(record, mode) for record in disturbed(records, mode)]
        counts = {"page": page, "page_size": size, "total_data": total, "total_pages": -(-total // size)}
        return reply({"data": {"data": shown, **counts}})

    async def one(self, request: Request, record: Record) -> Response:
        return reply({"data": complaint(record, fault_of(request))})

    async def tracked(self, request: Request, record: Record) -> Response:
        events = self.office.store.events_of(record.number)
        return reply({"data": [tracking(event) for event in disturbed(events, fault_of(request))]})

    async def add_sp4n(self, request: Request, record: Record) -> Response:
        body = await json_object(request) or {}
        if missing(body, ("sp4n_id",)):
            return _invalid({"sp4n_id": ["sp4n_id wajib diisi"]})
        given: Object = {name: body[name] for name in ("sp4n_id", "sp4n_created_at") if name in body}
        return self._written(record, Step("add_sp4n", "sender", payload={**record.payload, **given}))

    async def authority(self, request: Request, record: Record) -> Response:
        body = await json_object(request) or {}
        if missing(body, ("authority",)):
            return _invalid({"authority": ["authority wajib diisi"]})
        given: Object = {name: body[name] for name in ("authority", "disposition") if name in body}
        step = Step("determine_authority", "sender", payload={**record.payload, **given})
        waiting = record.word in ("unverified", "verified", "not_yet_instructed")
        return self._written(record, replace(step, word="not_yet_coordinated") if waiting else step)

    async def follow_up(self, request: Request, record: Record) -> Response:
        body = await json_object(request) or {}
        if missing(body, ("note",)):
            return _invalid({"note": ["note wajib diisi"]})
        return reply({"data": complaint(self.office.message(record, str(body["note"])), "none")})

    async def master(self, request: Request) -> Response:
        """A master list; `authority` and `level` keep what names the same value or none."""
        name = request.url.path.rsplit("/", 1)[1]
        items = (self.config.masters or {}).get(name, MASTERS[name])
        for filtered in ("authority", "level", "category_id"):
            wanted = request.query_params.get(filtered)
            if wanted:
                items = [item for item in items if str(item.get(filtered, wanted)) == wanted]
        return reply({"data": items})

    def _written(self, record: Record, step: Step) -> Response:
        return reply({"data": complaint(self.office.write(record, step), "none")})


def _word(record: Record, step: Step) -> str | None:
    if step.action == "return" and step.proposed == TO_NATIONAL:
        return "diverted_to_span"
    return WORDS.get(step.action)


def _invalid(errors: dict[str, list[str]]) -> Response:
    return reply({"code": "4221400", "errors": errors}, 422)


MASTERS: dict[str, list[Object]] = {
    "categories": [
        {"id": "1", "name": "Infrastruktur"},
        {"id": "2", "name": "Kesehatan"},
        {"id": "3", "name": "Pendidikan"},
        {"id": "4", "name": "Kependudukan"},
        {"id": "5", "name": "Lainnya"},
    ],
    "subcategories": [
        {"id": "11", "category_id": "1", "name": "Jalan dan jembatan"},
        {"id": "12", "category_id": "1", "name": "Penerangan jalan"},
        {"id": "21", "category_id": "2", "name": "Pelayanan rumah sakit"},
        {"id": "41", "category_id": "4", "name": "KTP elektronik"},
    ],
    "authorities": [
        {"id": "pemprov", "name": "Pemerintah Provinsi"},
        {"id": "pemkab", "name": "Kabupaten/Kota"},
    ],
    "dispositions": [
        {"id": "dinkes", "authority": "pemprov", "name": "Dinas Kesehatan"},
        {"id": "dbmpr", "authority": "pemprov", "name": "Dinas Bina Marga dan Penataan Ruang"},
        {"id": "setda", "authority": "pemkab", "name": "Sekretariat Daerah"},
    ],
    "opds": [
        {"id": "dinkes", "level": "pemprov", "name": "Dinas Kesehatan"},
        {"id": "dbmpr", "level": "pemprov", "name": "Dinas Bina Marga dan Penataan Ruang"},
    ],
}
