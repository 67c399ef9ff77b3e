"""A declarative instance with everything compiled, and the pure reading of answers by it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import orjson
from msgspec import Struct

from hub.connectors.declarative.paging import Paging
from hub.connectors.declarative.spec import Asking, Reading, Spec
from hub.connectors.declarative.template import KNOWN, Template
from hub.connectors.faults import FAILED
from hub.connectors.formula import Compiler, Maker, Value
from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.personal import Personal
from hub.connectors.salvage import salvaged
from hub.connectors.wild import Wild, as_id, as_text, as_url, as_word, moment, need_int, need_list
from hub.connectors.words import Words
from hub.domain.exchange import Change, ExternalRef, RemoteCase
from hub.errors import ConnectorError, Misunderstood, Refused

PLAIN = {"path", "method", "key_header", "start", "time_format"}
NO_READING = Reading(status="", time="")


class Book:
    """Formulas by their place in the file, e.g. `forward.ref`."""

    def __init__(self, instance: Instance, keys: Mapping[str, object], origin: Origin) -> None:
        self.spec, self.instance = checked(keys, Spec, origin), instance
        self.words, self._personal = Words(instance.statuses), Personal(instance.pii_fields)
        self._reading = self.spec.reading or NO_READING
        compiler = Compiler(origin, self.spec.lookups, instance.zone)
        sections = {name: getattr(self.spec, name) for name in Spec.__struct_fields__}
        self._formulas = {
            f"{name}.{key}": compiler.formula(f"{name}.{key}", entry)
            for name, section in {**sections, "reading": self._reading}.items()
            if isinstance(section, Struct)
            for key in section.__struct_fields__
            if key not in PLAIN and isinstance(entry := getattr(section, key), str | Value)
        }
        calls: dict[str, Asking] = {name: section for name in KNOWN if (section := sections[name])}
        self.templates = {name: Template(name, section, compiler) for name, section in calls.items()}
        if self._reading.time_format != "iso":
            compiler.check_form("reading.time_format", self._reading.time_format)
        self.paging = {
            name: Paging(f"{name}.pagination", getattr(section, "pagination", None), compiler)
            for name, section in calls.items()
        }

    @property
    def start(self) -> str:
        """The cursor before everything."""
        return self.spec.changes.start if self.spec.changes else ""

    @property
    def makers(self) -> dict[str, Maker]:
        """Maps by their place in the file, e.g. `forward.body`."""
        parts = {name: template.makers.items() for name, template in self.templates.items()}
        return {f"{name}.{part}": make for name, pairs in parts.items() for part, make in pairs}

    def value(self, place: str, answer: Wild) -> Wild:
        """The raw value of a formula."""
        return self._formulas[place](answer)

    def text(self, place: str, answer: Wild) -> str | None:
        """A text or number as text; None where there is none."""
        return as_text(self.value(place, answer))

    def id(self, place: str, answer: Wild) -> str | None:
        """A name by which the peer knows something; None where there is none to be used."""
        return as_id(self.value(place, answer))

    def if_readable(self, place: str, answer: Wild) -> str | None:
        """As `id`; None also where the formula itself fails."""
        with suppress(Misunderstood):
            return self.id(place, answer)
        return None

    def need_id(self, place: str, answer: Wild) -> str:
        """As `id`; raises `Misunderstood` naming the place."""
        return _there(place, self.id(place, answer))

    def need_word(self, place: str, answer: Wild) -> str:
        """A status word or time; raises `Misunderstood` naming the place."""
        return _there(place, as_word(self.value(place, answer)))

    def ref(self, place: str, answer: Wild, url: str = "") -> ExternalRef:
        """A record by its id, and by its address where `url` is a place too. Raises `Misunderstood`."""
        link = as_url(self.value(url, answer)) if url else None
        return ExternalRef(self.instance.name, self.need_id(place, answer), link)

    def items(self, place: str, answer: Wild) -> list[Wild]:
        """A list. Raises `Misunderstood` for anything else."""
        return need_list({place: self.value(place, answer)}, place)

    def judged(self, answer: Wild) -> Wild:
        """The answer without personal fields, if it is a success; else the failure its code stands for."""
        answer = self._personal.dropped(answer)
        if self.value("answers.success_when", answer) is True:
            return answer
        code = self.text("answers.failure_code", answer)
        if code is None and self.spec.answers.failure_code:
            raise Misunderstood("NEITHER_SUCCESS_NOR_CODE")
        raise FAILED.get(self.instance.errors.get(code or "", ""), Refused)("REFUSED_IN_BODY")

    def record(self, answer: Wild, ref: ExternalRef, as_of: datetime) -> RemoteCase:
        """A `[fetch]` answer. Where the system shows no events, the present state is the only one."""
        return self._record(self.value("fetch.record", answer), ref, as_of)

    def records(
        self, answer: Wild, refs: Sequence[ExternalRef], as_of: datetime
    ) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        """A `[fetch_many]` answer: what is missing was not there, what cannot be read spoils nothing else."""
        items = self.items("fetch_many.items", answer)
        shown = {self.if_readable("fetch_many.ref", item): item for item in items}
        found: dict[ExternalRef, RemoteCase | ConnectorError] = {}
        for ref in refs:
            try:
                found[ref] = self._record(shown[ref.id], ref, as_of)
            except KeyError:
                found[ref] = Refused("NOT_THERE")
            except Misunderstood as broken:
                found[ref] = broken
        return found

    def _record(self, found: Wild, ref: ExternalRef, as_of: datetime) -> RemoteCase:
        if self.value("fetch.history", found) is not None:
            changes = self.changes(self.items("fetch.history", found), ref)
        else:
            changes = () if self.spec.event else (self._change(found, ref),)
        word, note = self.need_word("reading.status", found), self.text("reading.note", found)
        wanted = self.id("reading.proposed_owner", found)
        return RemoteCase(ref, word, self.words.status_of(word), as_of, note, wanted, changes)

    def pushed(self, body: bytes) -> list[Change]:
        """A webhook's changes, oldest first. Raises `Misunderstood`."""
        try:
            answer: Wild = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Misunderstood("NO_JSON") from None
        found = self.value("event.pushed", self._personal.dropped(answer))
        return list(self.changes(found if isinstance(found, list) else [found]))

    def changes(self, items: list[Wild], ref: ExternalRef | None = None) -> tuple[Change, ...]:
        """Items of webhook or history, oldest first; a history's items belong to `ref`."""
        return tuple(sorted((self._change(item, ref) for item in items), key=lambda change: change.order))

    def readable(self, items: list[Wild]) -> tuple[tuple[Change, ...], list[Wild]]:
        """Items of a feed, oldest first, and those that nobody can read: one must not stop the others."""
        changes, broken = list[Change](), list[Wild]()
        for item in items:
            try:
                changes.append(self._change(item, None))
            except Misunderstood:
                broken.append(item)
        return tuple(sorted(changes, key=lambda change: change.order)), broken

    def broken(self, item: Wild, place: str) -> Change | None:
        """What is left of an unreadable item, see `salvaged`. None: not even its record is known."""
        ref, number = self.if_readable("event.ref", item), self.if_readable("event.id", item)
        return salvaged(ExternalRef(self.instance.name, ref), number, item, place) if ref else None

    def _change(self, item: Wild, ref: ExternalRef | None) -> Change:
        word, stamp = self.need_word("reading.status", item), self.need_word("reading.time", item)
        when = moment(stamp, self._reading.time_format, self.instance.zone)
        order = self._order(item) if self.spec.event else int(when.timestamp() * 1000)
        ref = ref or self.ref("event.ref", item)
        return Change(
            event_id=self.need_id("event.id", item) if self.spec.event else f"{ref.id}:{order}:{word}",
            ref=ref,
            status_text=word,
            status=self.words.status_of(word),
            order=order,
            note=self.text("reading.note", item),
            proposed_owner=self.id("reading.proposed_owner", item),
            claimed_at=when,
        )

    def _order(self, item: Wild) -> int:
        return need_int({"event.order": self.value("event.order", item)}, "event.order")


def _there(place: str, found: str | None) -> str:
    if found is None:
        raise Misunderstood(f"NOTHING_AT {place}")
    return found
