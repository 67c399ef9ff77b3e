"""Writes an instance file from the calls of an unknown system, and says what is left to a person."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.connectors.instance import FILL_IN
from hub.connectors.kit import guessing
from hub.connectors.kit.calls import Call
from hub.connectors.kit.guessing import Roles, joined, named, record_in
from hub.connectors.kit.masking import SECRET_NAME, is_personal
from hub.connectors.kit.openapi import Secured
from hub.connectors.wild import Wild
from hub.domain.redaction import masked
from hub.errors import ConfigError

FORMS = ((re.compile(r"\d{2}-\d{2}-\d{4}"), "%d-%m-%Y"), (re.compile(r"\d{2}/\d{2}/\d{4}"), "%d/%m/%Y"))


@dataclass(frozen=True, slots=True)
class Draft:
    """An instance file, the variables it names, and what a person has still to do, in order."""

    text: str
    variables: tuple[str, ...]
    todo: tuple[str, ...]


def draft(name: str, agency: str, calls: Sequence[Call], secured: Secured | None = None) -> Draft:
    """A declarative instance for the system these calls were made to.

    Nothing secret of the calls is taken over. What could not be guessed holds `FILL-IN`, which no instance
    file may hold: loading it says where.

    Raises:
        ConfigError: no call hands anything in that looks like a report.
    """
    found = guessing.roles(calls)
    if found is None:
        raise ConfigError(
            f"{calls[0].place}: NO_CREATE: add the call that hands a report in, a POST with title and text"
        )
    return _Writer(name, agency, found, calls, secured or Secured()).written()


class _Writer:
    """Collects lines, variables and open points."""

    def __init__(self, name: str, agency: str, found: Roles, calls: Sequence[Call], secured: Secured) -> None:
        self._stem = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
        self._agency, self._roles, self._calls, self._secured = agency, found, calls, secured
        self._lines: list[str] = []
        self._variables: list[str] = [f"HUB_{self._stem}_URL"]
        self._todo: list[str] = []
        self._file = f"{name}.toml"
        self._sections = [self._top, self._auth, self._answers, self._forward, self._search, self._fetch]
        self._sections += [self._reading, self._statuses]

    def written(self) -> Draft:
        """All sections, in the order in which the shipped files have them."""
        for section in self._sections:
            section()
        return Draft("\n".join(self._lines) + "\n", tuple(self._variables), tuple(self._todo))

    def _top(self) -> None:
        create, search = self._roles.create, self._roles.search
        self._say('kind = "declarative"')
        self._put("agency", self._agency)
        if self._agency == FILL_IN:
            self._ask("agency: the code of the agency whose system it is, as in the reference data")
        self._put("base_url", create.base_url)
        self._put("base_url_env", self._variables[0])
        self._put("zone", "Asia/Jakarta")
        self._ask("zone: the time zone of the system's clock, if it is not Jakarta's")
        self._put("source", f"docs/agencies/{self._agency}.md" if self._agency != FILL_IN else FILL_IN)
        self._put("idempotency", "search" if search else "none")
        if search is None:
            self._ask("idempotency: without a search a lost answer is left to a person")
        self._say(f"maturity = {3 if self._roles.read else 2}")
        self._personal()
        question = f"?{named(search.query, guessing.SEARCHES)}=-" if search else ""
        self._put("health", self._below(create) + question)

    def _personal(self) -> None:
        """Fields about persons are dropped before anything is read."""
        names = sorted({name for call in self._calls for name in _names(call.answer) if is_personal(name)})
        if names:
            self._say(f"pii_fields = {json.dumps(names, ensure_ascii=False)}")
            self._ask("pii_fields: every field of its answers that tells something about a person")

    def _auth(self) -> None:
        secured = self._proof()
        self._say("", "[auth]")
        self._put("profile", secured.profile)
        if secured.profile == "none":
            self._ask("[auth]: no credential was shown; most systems want one")
        if secured.profile == "api_key":
            self._put("header", secured.header)
        if secured.profile == "client_credentials":
            self._put("token_path", re.sub(r"^https?://[^/]+", "", secured.token_url) or "/token")
            self._secret("client_id_env", f"HUB_SECRET_{self._stem}_ID")
        if secured.profile == "basic":
            self._secret("user_env", f"HUB_SECRET_{self._stem}_USER")
        if secured.profile != "none":
            self._secret("secret_env", f"HUB_SECRET_{self._stem}_KEY")

    def _proof(self) -> Secured:
        """How the calls proved themselves; else what the description says."""
        headers = self._roles.create.headers
        if self._roles.create.basic or headers.get("authorization", "").lower().startswith("basic "):
            return Secured("basic")
        if headers.get("authorization", "").lower().startswith("bearer "):
            return Secured("bearer")
        key = next((one for one in headers if re.search(r"key|token|secret|auth", one)), None)
        return Secured("api_key", key) if key else self._secured

    def _answers(self) -> None:
        answer = self._roles.create.answer
        success = record_in(answer, guessing.SUCCESS)
        if success is None or success[0] != "@":
            return
        key = named(success[1], guessing.SUCCESS) or ""
        value = success[1][key]
        if value is True or (isinstance(value, str) and value.casefold() in ("success", "ok", "sukses")):
            told = "`true`" if value is True else f"'{value}'"
            self._say("", "[answers]")
            self._put("success_when", f"{joined('@', key)} == {told}")

    def _forward(self) -> None:
        create = self._roles.create
        self._say("", "[forward]")
        self._put("path", self._below(create))
        self._put("ref", self._id_of(create.answer, "the create call"))
        place = "[forward.form]" if create.form else "[forward.body]"
        self._say(place)
        body = create.body if isinstance(create.body, dict) else {}
        known = guessing.meanings(body)
        for theirs, sample in body.items():
            self._field(theirs, sample, known.get(theirs))
        if "ticket" not in known.values():
            self._ask(f"{place}: no field for our number (ticket) was found; put it into the text")

    def _field(self, theirs: str, sample: Wild, ours: str | None) -> None:
        key = _key(theirs)
        if ours is None:
            sent = json.dumps(_literal(theirs, sample))
            self._say(f"{key} = {sent}  # the same in all reports; change it if not")
            self._ask(f"[forward] {theirs}: sent as it was in the sample")
        elif ours in ("sealed", "restricted"):
            self._say(f"{key} = {json.dumps(_flag(ours, sample))}")
        elif ours == "occurred_on" and (form := _form(sample)):
            self._say(f'{key} = {{ value = "{ours}", date = "{form}" }}')
        else:
            self._say(f'{key} = "{ours}"')

    def _search(self) -> None:
        search = self._roles.search
        if search is None:
            return
        question = named(search.query, guessing.SEARCHES) or ""
        where, items = guessing.list_in(search.answer) or ("data", [])
        item = items[0] if items and isinstance(items[0], dict) else {}
        self._say("", "[search]")
        self._put("path", self._below(search))
        self._say(f'query = {{ {_key(question)} = "ticket" }}')
        self._put("items", where)
        self._put("match", joined("@", named(item, guessing.SEARCHES) or question))
        self._put(
            "ref", self._field_of(item, guessing.IDS, "[search] ref: the field that holds the record's id")
        )

    def _fetch(self) -> None:
        read = self._roles.read
        self._say("", "[fetch]")
        if read is None:
            self._put("path", f"{self._below(self._roles.create)}/{{ref}}")
            self._ask("[fetch] path: no call for one record was shown; this is the usual address")
            self._put("record", self._record(self._roles.create.answer)[0])
            return
        self._put("path", re.sub(r"/[^/]+/?$", "/{ref}", self._below(read)))
        self._put("record", self._record(read.answer)[0])

    def _reading(self) -> None:
        record = self._shown()
        self._say("", "[reading]")
        self._put(
            "status",
            self._field_of(record, guessing.STATUS, "[reading] status: the field with the status word"),
        )
        self._put(
            "time", self._field_of(record, guessing.TIMES, "[reading] time: the field with the last change")
        )
        note = named(record, guessing.NOTES)
        if note is not None:
            self._put("note", joined("@", note))

    def _statuses(self) -> None:
        record = self._shown()
        seen = record.get(named(record, guessing.STATUS) or "")
        words = [word for call in self._calls for word in call.words]
        words += [seen] if isinstance(seen, str) and seen else []
        self._say("", "[statuses]")
        for word in dict.fromkeys(words):
            status = guessing.status_of(word)
            self._say(f"{json.dumps(word, ensure_ascii=False)} = {json.dumps(status or FILL_IN)}")
            if status is None:
                self._ask(f"[statuses] {word}: which status of a case it stands for")
        self._ask("[statuses]: every word the system can show; unknown ones are put aside, not lost")

    def _shown(self) -> Mapping[str, Wild]:
        """A record as the system shows it."""
        read = self._roles.read
        return self._record(read.answer if read and read.answer is not None else self._roles.create.answer)[1]

    def _record(self, answer: Wild) -> tuple[str, Mapping[str, Wild]]:
        inside = [found for names in (guessing.TIMES, guessing.IDS) if (found := record_in(answer, names))]
        return inside[0] if inside else ("@", {})

    def _id_of(self, answer: Wild, where: str) -> str:
        found = record_in(answer, guessing.IDS)
        if found is None:
            self._ask(f"[forward] ref: where the answer to {where} holds the new record's id", 1)
            return FILL_IN
        return joined(found[0], named(found[1], guessing.IDS) or "")

    def _field_of(self, record: Mapping[str, Wild], names: Sequence[str], todo: str) -> str:
        found = named(record, names)
        if found is None:
            self._ask(todo, 1)
            return FILL_IN
        return joined("@", found)

    def _below(self, call: Call) -> str:
        return call.path.rstrip("/") or "/"

    def _secret(self, key: str, variable: str) -> None:
        self._variables.append(variable)
        self._put(key, variable)

    def _put(self, key: str, value: str) -> None:
        self._say(f"{key} = {json.dumps(value, ensure_ascii=False)}")

    def _ask(self, todo: str, ahead: int = 0) -> None:
        """An open point at the line written last, or so many lines further on."""
        self._todo.append(f"{self._file}:{len(self._lines) + ahead}: {todo}")

    def _say(self, *lines: str) -> None:
        self._lines.extend(lines)


def _literal(theirs: str, sample: Wild) -> str:
    """A JMESPath literal; texts, keys and numbers of persons are somebody's own and are not taken over."""
    own = SECRET_NAME.search(theirs) or is_personal(theirs) or masked(str(sample)) != str(sample)
    return "`null`" if own or isinstance(sample, str | dict | list) else f"`{json.dumps(sample)}`"


def _names(value: Wild) -> Iterator[str]:
    """Names of all fields of an answer that may be written as one step of a path."""
    if isinstance(value, list):
        for inner in value:
            yield from _names(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if re.fullmatch(r"[^.\s]+", name):
                yield name
            yield from _names(inner)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _flag(ours: str, sample: Wild) -> str:
    if isinstance(sample, bool):
        return ours
    return f"{ours} && `1` || `0`" if isinstance(sample, int) else f"{ours} && '1' || '0'"


def _form(sample: Wild) -> str | None:
    return next(
        (form for pattern, form in FORMS if isinstance(sample, str) and pattern.fullmatch(sample)), None
    )
