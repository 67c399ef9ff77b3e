"""What is particular about calling one peer: the bus in front of it, its statuses, its pace, its TLS."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from hub.connectors import faults
from hub.connectors.faults import Failure
from hub.connectors.instance import Instance, TlsKeys
from hub.connectors.pace import Pace
from hub.connectors.reply import Reply
from hub.connectors.timing import Ticks
from hub.connectors.wild import Wild, at, text_at
from hub.errors import ConfigError, ConnectorError, Refused

Tls = Callable[[], ssl.SSLContext]


@dataclass(frozen=True, slots=True)
class Manners:
    """By default a peer is like any other.

    Attributes:
        own: what some statuses mean here, against the rule.
        bus: it is behind the government bus.
        wrapped: the key under which `api_status` answers hold the answer; empty: they are not wrapped.
        pace: how often it may be called.
        tls: makes the context of a TLS connection, where it needs a certificate or an authority of its own.
    """

    own: Mapping[str, Failure] = field(default_factory=dict)
    bus: bool = False
    wrapped: str = ""
    pace: Pace | None = None
    tls: Tls | None = None

    def fault(self, reply: Reply) -> ConnectorError | None:
        """The failure an answer stands for; None where it is to be read."""
        return faults.of_answer(reply.status, reply.headers, reply.body, reply.safe, self.own, self.bus)

    def from_bus(self, reply: Reply) -> bool:
        """Whether it is the bus that speaks, and not the peer behind it."""
        return bool(faults.bus_code(reply.body))

    def opened(self, reply: Reply) -> Reply:
        """The answer out of its wrapping. Raises `Refused` where that says no, else as if unreadable."""
        if not self.wrapped:
            return reply
        answer = _json(reply)
        said = text_at(answer, "api_status")
        if said is None:
            raise faults.unreadable("NOT_WRAPPED", reply.safe)
        if said != "1":
            raise Refused("REFUSED_IN_BODY")
        return replace(reply, body=_written(at(answer, self.wrapped), reply.safe))


def manners_of(instance: Instance, environment: Mapping[str, str], ticks: Ticks) -> Manners:
    """What an instance file says. Every variable it names must be in `environment`. Raises `ConfigError`."""
    limits, keys = instance.limits, instance.tls
    pace = Pace(limits.per_second, limits.burst, ticks) if limits.per_second else None
    context = _context(instance.name, keys, environment) if keys else None
    later: dict[str, Failure] = {str(status): "throttled" for status in limits.retry_statuses}
    return Manners(
        own={**later, **instance.errors},
        bus=instance.splp is not None,
        wrapped=instance.splp.wrapped if instance.splp else "",
        pace=pace,
        tls=(lambda: context) if context else None,
    )


def _context(name: str, keys: TlsKeys, environment: Mapping[str, str]) -> ssl.SSLContext:
    """The peer is checked as always. Raises `ConfigError` where a file cannot be read."""
    authority = environment[keys.authority_env] if keys.authority_env else None
    try:
        context = ssl.create_default_context(cafile=authority)
        if keys.certificate_env:
            context.load_cert_chain(environment[keys.certificate_env], environment[keys.key_env])
    except OSError:  # ssl.SSLError is one
        told = "let the variables of [tls] name readable PEM files, certificate and key of one pair"
        raise ConfigError(f"{name}.toml:1: BAD_VALUE: {told}") from None
    return context


def pem_files(keys: TlsKeys | None, environment: Mapping[str, str]) -> tuple[bytes, ...]:
    """The content of the files that `[tls]` names; nothing for one that cannot be read."""
    named = (keys.certificate_env, keys.key_env, keys.authority_env) if keys else ()
    return tuple(_content(environment.get(name, "")) for name in named)


def _content(file: str) -> bytes:
    try:
        return Path(file).read_bytes() if file else b""
    except (OSError, ValueError):
        return b""


def _json(reply: Reply) -> Wild:
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        raise faults.unreadable("NO_JSON", reply.safe) from None


def _written(answer: Wild, safe: bool) -> bytes:
    try:
        return orjson.dumps(answer)
    except orjson.JSONEncodeError:  # nested too deeply to be written again
        raise faults.unreadable("NO_JSON", safe) from None
