"""The addresses partners may register: names, by https, written so that every program reads the same."""

import re
from dataclasses import dataclass

from hub.errors import RuleViolation

LONGEST = 1_000
SECURE_PORT, PLAIN_PORT = 443, 80

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<target>(?:/[!$-;=?-\[\]_a-z~]*)?(?:\?[!$-;=?-\[\]_a-z~]*)?)",
    re.ASCII | re.IGNORECASE,
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?P<last>[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9]))", re.ASCII)
_NEVER_PUBLIC = frozenset({"arpa", "internal", "invalid", "local", "localhost", "onion"})


@dataclass(frozen=True, slots=True)
class EndpointRules:
    """What the operator permits.

    `allow`: `host` or `host:port` of receivers inside the operator's own network; there plain http, any
    port, addresses instead of names and non-public addresses are in order. `most`: webhooks one credential
    may have. `overlap_seconds`: how long the old secret signs too after a rotation.
    """

    allow: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({SECURE_PORT, 8443})
    most: int = 10
    overlap_seconds: float = 86_400.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A checked address. `target`: path and query; `trusted`: on the operator's list."""

    secure: bool
    host: str
    port: int
    target: str
    trusted: bool

    @property
    def authority(self) -> str:
        """What belongs into the header `Host`."""
        usual = SECURE_PORT if self.secure else PLAIN_PORT
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def endpoint(url: str, rules: EndpointRules) -> Endpoint:
    """The parts of an address that may be called.

    A name only, in ASCII (IDNA in its `xn--` form), with a last label that no program takes for a number; no
    user, no fragment, no percent signs, backslashes or dots at the end of the host.

    Raises:
        RuleViolation: INVALID, with what to write instead.
    """
    found = _URL.fullmatch(url) if len(url) <= LONGEST else None
    if found is None:
        raise _wrong(f"write https://name/path in plain ASCII, at most {LONGEST} characters")
    secure, host = found["scheme"].lower() == "https", found["host"].lower()
    port = int(found["port"] or (SECURE_PORT if secure else PLAIN_PORT))
    target = found["target"] if found["target"].startswith("/") else f"/{found['target']}"
    trusted = bool({host, f"{host}:{port}"} & rules.allow)
    if not trusted:
        _check(secure, host, port, rules)
    return Endpoint(secure, host, port, target, trusted)


def _check(secure: bool, host: str, port: int, rules: EndpointRules) -> None:
    if not secure:
        raise _wrong("use https")
    name = _NAME.fullmatch(host) if len(host) <= 253 else None
    if name is None or name["last"] in _NEVER_PUBLIC:
        raise _wrong("use a public name; addresses and local names are not called")
    if port not in rules.ports:
        raise _wrong(f"use one of the ports {', '.join(map(str, sorted(rules.ports)))}")


def _wrong(what: str) -> RuleViolation:
    return RuleViolation("INVALID", what, "url")
