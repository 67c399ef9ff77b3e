"""One TOML file per site of an agency's system: read, checked, and every fault told with file and line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Struct

from hub.connectors.auth import AuthKeys, Login, NoAuth, Splp, headers_of
from hub.connectors.expression import parsed
from hub.connectors.faults import Failure
from hub.connectors.signature import WebhookKeys
from hub.domain.case import CaseStatus
from hub.domain.exchange import Idempotency
from hub.errors import ConfigError

FILL_IN = "FILL-IN"  # what a draft holds where nothing could be guessed
S = TypeVar("S", bound=Struct)
Positive = Annotated[float, Meta(gt=0, le=1e9)]  # `inf` is a number of TOML
Count = Annotated[int, Meta(ge=1)]


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """What one peer may cost us and what we may ask of it. Times in seconds."""

    deadline: Positive = 10.0  # a whole attempt, from waiting for a connection to the last byte
    connections: Count = 4
    body_bytes: Count = 2 * 1024 * 1024  # of an answer, after decompression
    poll_seconds: Positive = 60.0
    concurrency: Count = 4
    drain_per_second: Positive = 2.0
    window: tuple[str, str] | None = None  # ("08:00", "16:00") in the instance's zone
    retry_statuses: frozenset[int] = frozenset()  # HTTP statuses that mean: nothing done, come again
    per_second: Annotated[float, Meta(ge=0.001, le=1e6)] | None = None  # calls; None: as many as there are
    burst: Count = 1  # calls that may come at once after a rest
    day_budget: Count | None = None  # look-ups per day of the instance's zone that we allow ourselves


class TlsKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """`[tls]`: files named by variables: our certificate for a peer that asks for one, and whom we trust."""

    certificate_env: str = ""
    key_env: str = ""
    authority_env: str = ""  # instead of the public authorities; the peer is checked in any case


class SandboxKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """`[sandbox]`: what this system is rehearsed with."""

    kind: str = ""  # of the simulated system that speaks its protocol
    fixtures: dict[str, str] = {}  # operation -> recorded answer, below tests/fixtures, without ".json"


class Instance(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The keys every instance has in common. `name` is the file's name without `.toml`."""

    name: str
    kind: str
    agency: str
    zone: str
    source: str  # the page of docs/agencies that says who told us, and when
    idempotency: Idempotency
    maturity: Annotated[int, Meta(ge=0, le=4)]
    settle_seconds: Annotated[float, Meta(ge=0, le=86_400)] = 600.0  # see Manifest
    base_url: str | None = None
    base_url_env: str | None = None  # replaces base_url where it is set
    auth: AuthKeys = NoAuth()
    limits: Limits = Limits()
    statuses: dict[str, CaseStatus] = {}
    webhook: WebhookKeys | None = None
    splp: Splp | None = None
    tls: TlsKeys | None = None
    errors: dict[str, Failure] = {}  # HTTP status, or code inside an answer -> what it means
    pii_fields: tuple[str, ...] = ()  # dotted names of personal fields in answers, see `Personal`
    sandbox: SandboxKeys = SandboxKeys()

    def variables(self) -> tuple[str, ...]:
        """Names of the environment variables without which the instance cannot work."""
        places = [] if self.base_url or self.base_url_env is None else [self.base_url_env]
        for keys in (self.auth, self.splp, self.tls, self.webhook):
            names = keys.__struct_fields__ if keys is not None else ()
            places += [getattr(keys, name) for name in names if name.endswith("_env")]
        return tuple(dict.fromkeys(place for place in places if place))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an instance was written, so that a fault can point at it."""

    file: str
    text: str

    def fault(self, code: str, path: str, advice: str, written: str = "") -> ConfigError:
        """`file:line: CODE: what to do`; `path` is dotted (`limits.deadline`), `written` stands below it."""
        line = self.line(path)
        below = enumerate(self.text.splitlines()[line - 1 :], line)
        line = next((number for number, text in below if written in text), line)
        return ConfigError(f"{self.file}:{line}: {code}: {advice}")

    def line(self, path: str) -> int:
        """The line of the last step of `path` that can be found; 1 when none can."""
        lines = self.text.splitlines()
        best = 1
        start = 0
        for step in path.split("."):
            word = re.escape(step)
            pattern = re.compile(rf'^\s*\[+[^\]]*"?{word}"?\s*\]|(^|[\s,{{.\[])"?{word}"?\s*[=.]')
            found = next((n for n in range(start, len(lines)) if pattern.search(lines[n])), None)
            if found is None:
                break
            best, start = found + 1, found
        return best


def read_instance(file: Path) -> tuple[Instance, dict[str, object], Origin]:
    """The common keys, the keys left for the kind, and their origin. Raises `ConfigError`."""
    try:
        origin = Origin(file.name, file.read_text(encoding="utf-8-sig"))  # some editors mark their files
    except UnicodeDecodeError:
        raise ConfigError(f"{file.name}:1: BAD_TOML: save the file as UTF-8") from None
    except OSError:
        raise ConfigError(f"{file.name}:1: BAD_TOML: let the hub read the file, or remove it") from None
    try:
        keys = tomllib.loads(origin.text)
    except tomllib.TOMLDecodeError as broken:
        line = re.search(r"at line (\d+)", str(broken))
        where = f"{origin.file}:{line[1] if line else 1}"
        raise ConfigError(f"{where}: BAD_TOML: write this line as TOML") from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise ConfigError(f"{origin.file}:1: BAD_TOML: write it shorter") from None
    common = {key: value for key, value in keys.items() if key in Instance.__struct_fields__}
    if "name" in common:
        raise origin.fault("UNKNOWN_KEY", "name", "remove it; the file's name is the instance's name")
    _check_filled_in(origin)
    instance = checked({**common, "name": file.stem}, Instance, origin)
    _check_values(instance, origin)
    return instance, {key: value for key, value in keys.items() if key not in common}, origin


def checked(keys: Mapping[str, object], into: type[S], origin: Origin) -> S:
    """`keys` as `into`; whatever does not fit is a `ConfigError` at its line."""
    try:
        return msgspec.convert(keys, into)
    except msgspec.ValidationError as broken:
        raise _located(str(broken), into, origin) from None


def _located(complaint: str, into: type[Struct], origin: Origin) -> ConfigError:
    place = re.search(r" - at `\$\.?(.*)`$", complaint)
    path = place[1].removesuffix("[...]") if place else ""
    unknown = re.search(r"unknown field `(.+?)`", complaint)
    missing = re.search(r"missing required field `(.+?)`", complaint)
    if unknown:
        known = f"; known here: {', '.join(into.__struct_fields__)}" if not path else ""
        spot = f"{path}.{unknown[1]}".strip(".")
        return origin.fault("UNKNOWN_KEY", spot, f"remove `{unknown[1]}` or correct its spelling{known}")
    if missing:
        return origin.fault("MISSING_KEY", path, f"add `{missing[1]}`" + (f" to `{path}`" if path else ""))
    said = complaint.split(" - at ")[0]
    written = re.search(r"value '(.+?)'", said)
    return origin.fault("BAD_VALUE", path, f"{said[:1].lower()}{said[1:]}", written[1] if written else "")


def _check_filled_in(origin: Origin) -> None:
    """A draft says by itself what is left to do; all of it is told at once."""
    told = "put the agency's value here"
    left = [n for n, line in enumerate(origin.text.splitlines(), 1) if f'"{FILL_IN}"' in line]
    if left:
        raise ConfigError("\n".join(f"{origin.file}:{line}: FILL_IN: {told}" for line in left))


def _check_values(instance: Instance, origin: Origin) -> None:
    try:
        ZoneInfo(instance.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a name too long for a file
        raise origin.fault("BAD_VALUE", "zone", "use an IANA name such as Asia/Jakarta") from None
    _check_proofs(instance, origin)
    _check_statuses(instance, origin)
    for name in instance.pii_fields:
        if not re.fullmatch(r"[^.\s]+(\.[^.\s]+)*", name):
            raise origin.fault("BAD_VALUE", "pii_fields", "write names apart by dots", name)
    for hour in instance.limits.window or ():
        _check_hour(hour, origin)


def _check_hour(hour: str, origin: Origin) -> None:
    try:
        aware = time.fromisoformat(hour).tzinfo is not None
    except ValueError:
        aware = True
    if aware:
        raise origin.fault("BAD_VALUE", "limits.window", 'write both as "HH:MM"')


def _check_proofs(instance: Instance, origin: Origin) -> None:
    """What proves us to the peer, and the peer to us."""
    code, told = instance.webhook.fault() if instance.webhook else ("", "")
    if code:
        raise origin.fault(code, "webhook", told)
    if instance.splp and instance.splp.fault():
        raise origin.fault("MISSING_KEY", "splp", instance.splp.fault())
    taken = {name.lower() for name in headers_of(instance.auth)}
    if instance.splp and instance.splp.shown_in.lower() in taken:
        raise origin.fault("BAD_VALUE", "splp", "choose another `header`: [auth] has this one")
    if instance.tls and bool(instance.tls.certificate_env) != bool(instance.tls.key_env):
        raise origin.fault("MISSING_KEY", "tls", "give `certificate_env` and `key_env`, or neither")
    if isinstance(instance.auth, Login):
        _check_expressions(instance.auth, origin)


def _check_expressions(login: Login, origin: Origin) -> None:
    for key, text in {"token": login.token, "expires": login.expires}.items():
        try:
            parsed(text or "@")
        except ValueError:
            raise origin.fault("NOT_JMESPATH", f"auth.{key}", "correct the expression") from None


def _check_statuses(instance: Instance, origin: Origin) -> None:
    for status in sorted(instance.limits.retry_statuses):
        if not 300 <= status <= 599:
            told = "name HTTP statuses from 300 to 599"
            raise origin.fault("BAD_VALUE", "limits.retry_statuses", told)
        if str(status) in instance.errors:
            told = f"say what {status} means here or in `limits.retry_statuses`, not twice"
            raise origin.fault("BAD_VALUE", f"errors.{status}", told)
