"""How a peer is reached, and which addresses are good enough for that."""

import re
from enum import Enum
from urllib.parse import urlsplit

from hub.connectors.instance import Instance, Origin

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Address(Enum):
    """What the address of an instance leads to."""

    HTTP = "HTTP"  # a server: `base_url` or `base_url_env`
    DATABASE = "DATABASE"  # a database; its URL holds a password, so that a variable alone may name it
    NONE = "NONE"  # nobody is called


def check_keys(wanted: Address, instance: Instance, origin: Origin) -> None:
    """The instance file has the address keys its kind needs. Raises `ConfigError`."""
    if wanted is Address.DATABASE and instance.base_url is not None:
        told = "write `base_url_env`: the address of a database is a secret"
        raise origin.fault("BAD_VALUE", "base_url", told)
    if wanted is Address.DATABASE and instance.base_url_env is None:
        raise origin.fault("MISSING_KEY", "", "add `base_url_env`")
    if wanted is Address.HTTP and instance.base_url is None and instance.base_url_env is None:
        raise origin.fault("MISSING_KEY", "", "add `base_url` or `base_url_env`")
    if wanted is Address.NONE and (instance.base_url or instance.base_url_env):
        raise origin.fault("BAD_VALUE", "base_url", "remove the address: this kind calls nobody")


def check_http(address: str, origin: Origin) -> None:
    """TLS everywhere but on loopback, and nothing secret inside. Raises `ConfigError`."""
    if not _is_good(address):
        raise origin.fault("BAD_VALUE", "base_url", "use https://host/path without user, query or fragment")


def _is_good(address: str) -> bool:
    try:
        parts = urlsplit(address)
        bare = parts.port != 0 and not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:  # no such port, half an IPv6 address
        return False
    private = parts.hostname in LOOPBACK or parts.scheme == "memory"
    written = re.fullmatch("[!-~]+", address)  # a name in another script is written in its "xn--" form
    return bool(written and bare and (private or (parts.scheme == "https" and parts.hostname)))
