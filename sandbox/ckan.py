"""Kind `ckan`: a portal of open data, the part of the action API by which data sets are published.

A data set is a record (`ticket` = its name, `payload` = the package with its resources). Every answer is an
envelope with `success`; refusals carry their HTTP status beside it, or 200 where `statuses` is false.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.office import Dialect, Office
from sandbox.records import Draft, Record, Step
from sandbox.wire import Object, json_object, reply

NAME = re.compile(r"[a-z0-9_-]{2,100}")
HIDDEN = ("_content",)
STATUS = {"Authorization Error": 403, "Not Found Error": 404, "Validation Error": 409}
PAGE = 100


@dataclass(frozen=True)
class CkanConfig:
    """`organisations`: short names for which the token may publish; `licences`: ids the portal knows."""

    token: str = "sandbox-ckan-token"
    organisations: Sequence[str] = ("sandbox-diskominfo",)
    licences: Sequence[str] = ("cc-by", "cc-zero", "odc-odbl", "notspecified")
    statuses: bool = True
    foreign: Sequence[str] = field(
        default_factory=tuple
    )  # data sets of another organisation, held from the start


class _No(Exception):
    """A refusal: CKAN's type of error, and what it says about fields."""

    def __init__(self, kind: str, **fields: Sequence[str]) -> None:
        super().__init__(kind)
        self.kind, self.fields = kind, fields


def configured(config: Object) -> "CkanKind":
    return CkanKind(CkanConfig(**config))


class CkanKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: CkanConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        """Nobody works on a data set here."""
        return Dialect(
            "active", lambda number, at: _uuid("package", number), lambda record, step: None, script=()
        )

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        for name in self.config.foreign:
            if not office.store.with_ticket(name):
                package: Object = {"name": name, "organization": {"name": "orang-lain"}, "resources": []}
                office.receive(Draft(name, name, "", package))
        portal = _Portal(office, self.config)
        return [
            Route("/api/3/action/{action}", portal.answer, methods=["GET", "POST"]),
            Route("/dataset/{package}/resource/{resource}/download/{name}", portal.download),
        ]


class _Portal:
    def __init__(self, office: Office, config: CkanConfig) -> None:
        self.office, self.config = office, config
        self.actions: dict[str, Callable[[Object, bool], object]] = {
            "status_show": lambda said, known: {"site_title": office.name, "ckan_version": "2.11.0"},
            "organization_list_for_user": self.organisations,
            "package_search": self.search,
            "package_show": self.show,
            "package_create": self.create,
            "package_patch": self.patch,
            "resource_show": self.resource_show,
            "resource_create": self.resource_create,
            "resource_patch": self.resource_patch,
            "datastore_search": self.rows,
        }

    async def answer(self, request: Request) -> Response:
        action = self.actions.get(request.path_params["action"])
        if action is None:
            return Response("Bad request - Action name not known", 400)
        token = request.headers.get("authorization", "")
        known = compare_digest(token.encode(), self.config.token.encode())
        try:
            if token and not known:
                raise _No("Authorization Error", message=["Access denied"])
            said = await _said(request)
            return reply({"help": str(request.url), "success": True, "result": action(said, known)})
        except _No as no:
            error = {"__type": no.kind, **no.fields}
            status = STATUS[no.kind] if self.config.statuses else 200
            return reply({"help": str(request.url), "success": False, "error": error}, status)

    async def download(self, request: Request) -> Response:
        record = self._record(request.path_params["package"])
        for one in record.payload["resources"]:
            if one["id"] == request.path_params["resource"]:
                return Response(one["_content"].encode(), media_type=one["mimetype"])
        return Response("Not found", 404)

    def organisations(self, said: Object, known: bool) -> object:
        names = self.config.organisations if known else ()
        return [{"id": f"id-{name}", "name": name} for name in names]

    def search(self, said: Object, known: bool) -> object:
        found = [one for one in self.office.store.every() if not one.payload.get("private")]
        return {"count": len(found), "results": [_shown(one) for one in found[:PAGE]]}

    def show(self, said: Object, known: bool) -> object:
        record = self._record(str(said.get("id", "")))
        if record.payload.get("private") and not known:
            raise _No("Authorization Error", message=["Access denied"])
        return _shown(record)

    def create(self, said: Object, known: bool) -> object:
        self._entitled(known, said)
        self._checked(said)
        if self.office.store.with_ticket(said["name"]):
            raise _No("Validation Error", name=["That URL is already in use."])
        package = {**said, "organization": {"name": said["owner_org"]}, "resources": []}
        return _shown(self.office.receive(Draft(said["name"], str(said.get("title", "")), "", package)))

    def patch(self, said: Object, known: bool) -> object:
        record = self._record(str(said.get("id", "")))
        self._entitled(known, record.payload["organization"])
        self._checked({**record.payload, **said})
        return _shown(self._keep(record, {**record.payload, **said, "id": record.id}))

    def resource_show(self, said: Object, known: bool) -> object:
        _, resource = self._resource(str(said.get("id", "")))
        return _open(resource)

    def resource_create(self, said: Object, known: bool) -> object:
        record = self._record(str(said.get("package_id", "")))
        self._entitled(known, record.payload["organization"])
        number = len(record.payload["resources"])
        id = _uuid(record.id, number)
        resource = {**_file(said), "id": id, "package_id": record.id, "position": number}
        resource["url"] = f"/dataset/{record.id}/resource/{id}/download/{resource.get('name', 'berkas')}"
        self._keep(record, {**record.payload, "resources": [*record.payload["resources"], resource]})
        return _open(resource)

    def resource_patch(self, said: Object, known: bool) -> object:
        record, old = self._resource(str(said.get("id", "")))
        self._entitled(known, record.payload["organization"])
        resource = {**old, **_file(said), "package_id": record.id}
        others = [resource if one["id"] == old["id"] else one for one in record.payload["resources"]]
        self._keep(record, {**record.payload, "resources": others})
        return _open(resource)

    def rows(self, said: Object, known: bool) -> object:
        """The file as the portal's own tables show it."""
        _, resource = self._resource(str(said.get("resource_id", "")))
        read = list(csv.DictReader(io.StringIO(resource["_content"])))
        limit = min(int(said.get("limit", PAGE)), 32_000)
        return {
            "fields": [{"id": name} for name in (read[0] if read else ())],
            "records": read[:limit],
            "total": len(read),
        }

    def _entitled(self, known: bool, about: Object) -> None:
        owner = about.get("owner_org") or about.get("name")
        if not known or owner not in self.config.organisations:
            raise _No("Authorization Error", message=["Access denied: not authorized for this organization"])

    def _checked(self, package: Object) -> None:
        if not NAME.fullmatch(str(package.get("name", ""))):
            raise _No("Validation Error", name=["Must be purely lowercase alphanumeric characters and -_"])
        if package.get("license_id") not in self.config.licences:
            raise _No("Validation Error", license_id=["Unknown licence"])
        keys = [one["key"] for one in package.get("extras", [])]
        if len(set(keys)) != len(keys):
            raise _No("Validation Error", extras=['Extra "key" is duplicated'])

    def _record(self, name: str) -> Record:
        found = self.office.store.named(name) or next(iter(self.office.store.with_ticket(name)), None)
        if found is None:
            raise _No("Not Found Error", message=["Not found"])
        return found

    def _resource(self, id: str) -> tuple[Record, Object]:
        for record in self.office.store.every():
            for one in record.payload["resources"]:
                if one["id"] == id:
                    return record, one
        raise _No("Not Found Error", message=["Not found"])

    def _keep(self, record: Record, package: Object) -> Record:
        return self.office.write(record, Step("published", "sender", payload=package))


async def _said(request: Request) -> Object:
    """Query, JSON object or form, as CKAN takes them; a file is read whole."""
    if request.method == "GET":
        return dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        return await json_object(request) or {}
    found: Object = {}
    for name, value in (await request.form()).items():
        found[name] = value if isinstance(value, str) else (await value.read()).decode()
    return found


def _file(said: Object) -> Object:
    words = ("name", "description", "format", "mimetype")
    known: Object = {name: said[name] for name in words if name in said}
    return {**known, "_content": said["upload"], "size": len(said["upload"])} if "upload" in said else known


def _shown(record: Record) -> Object:
    package = {
        **record.payload,
        "id": record.id,
        "resources": [_open(one) for one in record.payload["resources"]],
    }
    return {"private": False, "state": "active", **package}


def _open(resource: Object) -> Object:
    return {name: value for name, value in resource.items() if name not in HIDDEN}


def _uuid(of: str, number: int) -> str:
    text = sha256(f"{of} {number}".encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:32]}"
