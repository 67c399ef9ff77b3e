"""Recorded operations of one instance: what was asked and what came, without secrets and without persons."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import orjson
from msgspec import Struct

from hub.connectors.kit.masking import Masks
from hub.connectors.tap import Exchange
from hub.connectors.wild import Wild
from hub.errors import ConfigError

MOST_BYTES = 262_144  # of one file
KEPT_HEADERS = ("content-type", "date", "link", "retry-after")
TOKEN = "token"  # noqa: S105 - the operation's name; its exchanges are never kept


class Recorded(Struct, frozen=True, forbid_unknown_fields=True):
    """One exchange. `body` is the JSON or form that was sent, `answer` the JSON that came."""

    method: str
    target: str
    status: int
    body: Any = None
    headers: dict[str, str] = {}
    answer: Any = None


class Cassette(Struct, frozen=True, forbid_unknown_fields=True):
    """One operation. `number` and `at` make the sample case the same again; `result` is what it came to."""

    operation: str
    arguments: list[str]
    number: str
    at: datetime
    exchanges: list[Recorded]
    result: Any = None
    fault: str = ""
    words: list[str] = []


def kept(exchanges: Sequence[Exchange], masks: Masks) -> list[Recorded]:
    """Exchanges as a file may hold them.

    Raises:
        ConfigError: an answer is no JSON, so that nobody can say where persons are in it.
    """
    return [_kept(one, masks) for one in exchanges if one.op != TOKEN]


def _kept(one: Exchange, masks: Masks) -> Recorded:
    if one.status == 0:
        raise ConfigError(f"{one.method} {masks.shown_text(one.target)}: no answer came: nothing to record")
    headers = {
        name: masks.scrubbed_text(value) for name, value in one.answer_headers.items() if name in KEPT_HEADERS
    }
    return Recorded(
        method=one.method,
        target=masks.scrubbed_text(one.target),
        status=one.status,
        body=masks.sent(sent(one)),
        headers=headers,
        answer=masks.scrubbed(_json(one.answer, masks)),
    )


def sent(one: Exchange) -> Wild:
    """The request's body as plain data: JSON, a form, or the length of anything else."""
    kind = one.headers.get("content-type", "")
    if not one.body:
        return None
    if "json" in kind:
        found: Wild = orjson.loads(one.body)
        return found
    if "x-www-form-urlencoded" in kind:
        return dict(parse_qsl(one.body.decode("utf-8", "replace"), keep_blank_values=True))
    return "other"


def _json(body: bytes, masks: Masks) -> Wild:
    if not body.strip():
        return None
    try:
        found: Wild = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ConfigError(
            "the answer is no JSON: it cannot be scrubbed with certainty, so it is not kept"
        ) from None
    return found


class Player:
    """Gives the recorded answers in their order, and notes every request that is another than then."""

    def __init__(self, exchanges: Sequence[Recorded], masks: Masks) -> None:
        self._left, self._masks = list(exchanges), masks
        self.faults: list[str] = []

    def __call__(self, asked: Exchange) -> tuple[int, Mapping[str, str], bytes] | None:
        """See `Answered`."""
        if not self._left:
            self.faults.append(f"request: {asked.method} {asked.target} was not made then")
            return None
        then = self._left.pop(0)
        now = (asked.method, self._masks.scrubbed_text(asked.target))
        if now != (then.method, then.target):
            self.faults.append(f"request: it was {then.method} {then.target}, now it is {' '.join(now)}")
        self.faults += [
            f"request body {place}" for place in differences(then.body, self._masks.sent(sent(asked)))
        ]
        body = b"" if then.answer is None else orjson.dumps(then.answer)
        return then.status, {**then.headers, "content-type": "application/json"}, body

    @property
    def left(self) -> int:
        """Recorded requests that were not made again."""
        return len(self._left)


def differences(before: Wild, now: Wild, path: str = "") -> list[str]:
    """Where two plain values differ, by path; never the values of texts."""
    if isinstance(before, dict) and isinstance(now, dict):
        keys = list(dict.fromkeys([*before, *now]))
        return [
            told
            for key in keys
            for told in _one(
                key in before, key in now, before.get(key), now.get(key), f"{path}.{key}".strip(".")
            )
        ]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        pairs = zip(before, now, strict=True)
        return [told for n, pair in enumerate(pairs) for told in differences(*pair, f"{path}[{n}]")]
    return (
        []
        if before == now and type(before) is type(now)
        else [f"{path or '(all)'}: {_short(before)} -> {_short(now)}"]
    )


def _one(was: bool, is_now: bool, before: Wild, now: Wild, path: str) -> list[str]:
    if was and is_now:
        return differences(before, now, path)
    return [f"{path}: {'gone' if was else 'new'}"]


def _short(value: Wild) -> str:
    if isinstance(value, dict | list):
        return f"{type(value).__name__} of {len(value)}"
    return orjson.dumps(value, default=str).decode()[:60]


def written(cassette: Cassette) -> bytes:
    """The file's content. Raises `ConfigError` where it is larger than `MOST_BYTES`."""
    plain = msgspec.to_builtins(cassette)
    content = orjson.dumps(plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{cassette.operation}: the answer is over 256 KiB: record one that holds less")
    return content


def read(file: Path) -> Cassette:
    """A cassette. Raises `ConfigError`."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Cassette)
    except (msgspec.DecodeError, OSError):
        raise ConfigError(f"{file.name}:1: BAD_CASSETTE: record it anew") from None


def file_name(operation: str, arguments: Sequence[str]) -> str:
    """One file per operation; further ones by a hash of their arguments."""
    mark = hashlib.sha256("\0".join(arguments).encode()).hexdigest()[:8] if arguments else ""
    return f"{operation}-{mark}.json" if mark else f"{operation}.json"
