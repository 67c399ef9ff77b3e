"""The kinds of systems that can be simulated."""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from starlette.routing import BaseRoute

from sandbox.office import Dialect, Office
from sandbox.webhooks import Sign
from sandbox.wire import Object

KINDS = (
    "lapor",
    "sapawarga",
    "rest",
    "oauth",
    "wbs",
    "dukcapil",
    "sicantik",
    "oss",
    "hub",
    "open311",
    "opensid",
    "satusehat",
    "helpdesk",
    "ckan",
)


class Kind(Protocol):
    """One protocol, configured. `sign` is None where the real systems push nothing."""

    @property
    def sign(self) -> Sign | None: ...

    def dialect(self, name: str) -> Dialect: ...

    def routes(self, office: Office) -> Sequence[BaseRoute]: ...


def kind_of(name: str, config: Object) -> Kind:
    """The kind of that name, read from its config. Only its own module is loaded: start-up time counts.

    Raises:
        TypeError, ValueError: the config is wrong; says what.
    """
    if name not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}")
    kind: Kind = import_module(f"sandbox.{name}").configured(config)
    return kind
