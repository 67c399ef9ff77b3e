"""The variables an instance names: which are missing, which are unfit, and whether one has changed."""

import hashlib
import re
from collections.abc import Mapping

from hub.connectors.auth import shown_bare
from hub.connectors.instance import Instance, Origin
from hub.connectors.manners import pem_files
from hub.errors import ConfigError


def mark(instance: Instance, named: tuple[str, ...], origin: Origin, environment: Mapping[str, str]) -> str:
    """The same as long as neither the file nor a variable or certificate it names has changed."""
    names = [instance.base_url_env, *named]
    values = [origin.text, *(environment.get(name or "", "") for name in names)]
    parts = [*(value.encode(errors="surrogateescape") for value in values)]
    return hashlib.sha256(b"\0".join([*parts, *pem_files(instance.tls, environment)])).hexdigest()


def unset(missing: tuple[str, ...], origin: Origin) -> ConfigError:
    """One line of fault per variable that is not set."""
    lines = origin.text.splitlines()
    places = [(next((n for n, line in enumerate(lines, 1) if name in line), 1), name) for name in missing]
    told = [f"{origin.file}:{line}: MISSING_SECRET: set {name} in the environment" for line, name in places]
    return ConfigError("\n".join(told))


def check_bare(instance: Instance, environment: Mapping[str, str], origin: Origin) -> None:
    """What goes into a header can stand in one. Raises `ConfigError`, without the value."""
    for name in shown_bare(instance.auth, instance.splp):
        if not re.fullmatch("[!-~]([ -~]*[!-~])?", environment[name]):
            told = f"set {name} to one line of printable ASCII, as a header can hold it"
            raise origin.fault("BAD_VALUE", "", told, name)
