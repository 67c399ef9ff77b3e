"""How the `open311` kind writes its answers, in XML and in JSON."""

import re
from html import escape

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from sandbox.faults import spoken
from sandbox.records import Draft, Event, Record
from sandbox.wire import Object, local, reply

FORMATS = ("xml", "json")
CLOSED = ("fixed", "closed", "no_further_action")
WIB_HOURS = 7
TICKET = re.compile(r"\[([^\[\]]+#\d+)\]")


def listed(request: Request, root: str, item: str, entries: list[Object], status: int = 200) -> Response:
    """A list: in JSON bare, in XML inside a container."""
    if request.path_params["format"] == "json":
        return reply(entries, status)
    return _xml(f"<{root}>{''.join(_element(item, entry) for entry in entries)}</{root}>", status)


def single(request: Request, root: str, entry: Object) -> Response:
    """One object that is no list."""
    return reply(entry) if request.path_params["format"] == "json" else _xml(_element(root, entry), 200)


def error(request: Request, status: int, description: str) -> Response:
    """A list of one error."""
    return listed(request, "errors", "error", [{"code": status, "description": description}], status)


def _xml(body: str, status: int) -> Response:
    declared = f'<?xml version="1.0" encoding="utf-8"?>\n{body}'
    return Response(declared.encode(), status, media_type="text/xml")


def _element(name: str, value: object) -> str:
    if isinstance(value, dict):
        inner = "".join(_element(key, part) for key, part in value.items())
    else:
        inner = "" if value is None or value == [] else escape(str(value), quote=False)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def draft(form: FormData, attribute: str) -> Draft:
    """A request as it came in, without the key; our ticket from the attribute, or from a mark in the text."""
    payload = {name: str(value) for name, value in form.items() if name != "api_key"}
    text = payload.get("description", "")
    mark = TICKET.search(f"{text} {payload.get('address_string', '')}")
    ticket = payload.get(f"attribute[{attribute}]") or (mark[1] if mark else None)
    return Draft(ticket, text.split("\n", 1)[0], text, payload)


def service(entry: Object, mode: str) -> Object:
    return {
        "service_code": entry["code"],
        "service_name": entry["name"],
        "description": entry["name"],
        "metadata": "false",  # a word, as real endpoints write it
        "type": mode,
        "keywords": None,
        "group": entry.get("group"),
    }


def core(word: str) -> str:
    """One of the specification's two words."""
    return "closed" if word in CLOSED else "open"


def request_entry(record: Record, names: dict[str, str], extended: bool, attribute: str, mode: str) -> Object:
    code = str(record.payload.get("service_code", ""))
    return {
        "service_request_id": record.number,
        "status": spoken(record.word if extended else core(record.word), mode),
        "status_notes": record.note,
        "service_name": names.get(code),
        "service_code": code,
        "description": record.body,
        "agency_responsible": record.proposed,
        "service_notice": None,
        "requested_datetime": stamp(record.created),
        "updated_datetime": stamp(record.updated),
        "expected_datetime": None,
        "address": record.payload.get("address_string"),
        "address_id": None,
        "zipcode": None,
        "lat": float(record.payload.get("lat") or 0),
        "long": float(record.payload.get("long") or 0),
        "media_url": None,
        "extended_attributes": {attribute: record.ticket},
    }


def update_entry(event: Event, mode: str) -> Object:
    return {
        "update_id": event.seq,
        "service_request_id": int(event.record_id),
        "status": spoken(event.word, mode).upper() if mode != "unknown_word" else spoken(event.word, mode),
        "updated_datetime": stamp(event.at),
        "description": event.note,
        "media_url": None,
    }


def stamp(at: float) -> str:
    """Whole seconds, with the offset."""
    return local(at, WIB_HOURS).isoformat(timespec="seconds")
