"""What a section says about its call: path, query, headers and body by field name."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, fields

from hub.connectors.declarative.spec import Asking, Forward
from hub.connectors.formula import Compiler, Maker, unknown
from hub.connectors.reply import segment
from hub.connectors.wild import Wild, as_id, as_text
from hub.domain.case import GeoPoint
from hub.domain.exchange import OutgoingCase
from hub.errors import ConfigError, Refused

PARTS = ("query", "headers", "body", "form")
CASE = {one.name for one in fields(OutgoingCase)} | {f"location.{one.name}" for one in fields(GeoPoint)}
KNOWN: Mapping[str, Set[str]] = {
    "forward": CASE | {"ticket", "key"},
    "search": {"ticket"},
    "fetch": {"ref"},
    "fetch_many": {"refs"},
    "changes": {"cursor"},
    "notes": {"ref", "text", "key"},
    "counts": {"first", "last"},
    "facilities": {"region", "region_digits"},
}
NEEDED: Mapping[str, Set[str]] = {
    "search": {"ticket"},
    "fetch": {"ref"},
    "fetch_many": {"refs"},
    "changes": {"cursor"},
    "notes": {"ref", "text"},
    "counts": {"first", "last"},
}
"""Without these the section would ask for something else than it was asked for."""

PLACE = re.compile(r"\{(\w+)\}")
HEADER = re.compile(r"[ -~]*")
NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.1


@dataclass(frozen=True, slots=True)
class Filled:
    """A call with everything filled in."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    json: object
    form: Mapping[str, str] | None


class Template:
    """One section's call. Raises `ConfigError` at its line where it cannot be filled in."""

    def __init__(self, name: str, section: Asking, compiler: Compiler) -> None:
        self.method, self.path = section.method, section.path
        self.key_header: str = getattr(section, "key_header", "")
        self.accept = frozenset({section.duplicate_status} if isinstance(section, Forward) else ())
        self.makers: dict[str, Maker] = {}
        fault, known = compiler.origin.fault, KNOWN[name]
        used = set(PLACE.findall(section.path))
        for wrong in sorted(used - known):
            raise fault("NO_SUCH_FIELD", f"{name}.path", unknown(wrong, known))
        for part in PARTS:
            entries, place = getattr(section, part), f"{name}.{part}"
            if entries:
                self.makers[part] = compiler.maker(place, entries, known)
                used |= compiler.names(place, entries)
        self._check_headers(name, section, fault)
        if lost := NEEDED.get(name, set()) - used:
            told = f"use `{'`, `'.join(sorted(lost))}` in path, query, headers, body or form"
            raise fault("MISSING_KEY", name, told)
        if "body" in self.makers and "form" in self.makers:
            raise fault("BAD_VALUE", f"{name}.form", "write `body` or `form`, not both")
        if section.method == "GET" and self.makers.keys() & {"body", "form"}:
            raise fault("BAD_VALUE", name, "choose another `method`: GET has neither body nor form")

    def _check_headers(self, name: str, section: Asking, fault: Callable[..., ConfigError]) -> None:
        for header in filter(None, (self.key_header, *section.headers)):
            if not NAME.fullmatch(header):
                raise fault("BAD_VALUE", name, "name headers by letters, digits and hyphens", header)

    def filled(self, document: Mapping[str, Wild]) -> Filled:
        """The call for a document that has the section's fields. Raises `Refused`, and nothing was sent."""
        form, body = self.makers.get("form"), self.makers.get("body")
        headers = self._texts("headers", document)
        if self.key_header:
            headers[self.key_header] = str(document["key"])
        if not all(HEADER.fullmatch(value) for value in headers.values()):
            raise Refused("HEADER_IS_NOT_ASCII")
        return Filled(
            PLACE.sub(lambda place: _step(document.get(place[1])), self.path),
            self._texts("query", document),
            headers,
            body(document) if body else None,
            _texts(form(document)) if form else None,
        )

    def _texts(self, part: str, document: Mapping[str, Wild]) -> dict[str, str]:
        make = self.makers.get(part)
        return _texts(make(document)) if make else {}


def _texts(values: Mapping[str, Wild]) -> dict[str, str]:
    """Without those that have no text."""
    return {name: text for name, value in values.items() if (text := as_text(value)) is not None}


def _step(value: Wild) -> str:
    found = as_id(value)
    if found is None:
        raise Refused("NOTHING_FOR_THE_PATH")
    return segment(found)
