"""Links in a peer's answers: they may lead to the peer only."""

import re
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from hub.errors import Misunderstood

LONGEST = 2_000
PORTS = {"http": 80, "https": 443}
_LINK = re.compile(r"<([^<>]*)>((?:[^<>,\"]|\"[^\"]*\")*)")
_NEXT = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.IGNORECASE)


def root_of(base: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def path_within(base: str, path: str, link: str) -> str:
    """The path, relative to `base`, that `link` means in an answer to `path`; its query stays.

    Raises:
        Misunderstood: it leads to another server, or out of the path of `base`.
    """
    try:
        target, own = urlsplit(urljoin(base + path, link)), urlsplit(base)
        same = target.scheme == own.scheme and _server(target) == _server(own)
    except ValueError:
        raise Misunderstood("LINK_LEADS_AWAY") from None
    climbs = any(unquote(step) in (".", "..") for step in target.path.split("/"))
    below = target.path.startswith(own.path.rstrip("/") + "/")
    whole = len(link) <= LONGEST and link.isprintable() and not re.search(r"[\s\\]", link)
    if not (same and below and whole) or climbs or target.username or target.password:
        raise Misunderstood("LINK_LEADS_AWAY")
    return urlunsplit(("", "", target.path[len(own.path.rstrip("/")) :], target.query, ""))


def next_of(header: str) -> str | None:
    """The target with relation "next" in a `Link` header (RFC 8288); None where there is none."""
    for target, parameters in _LINK.findall(header):
        said = _NEXT.search(parameters)  # only the first `rel` counts, section 3.3
        if said and "next" in (said[1] or said[2] or "").lower().split():
            return str(target)
    return None


def _server(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port or PORTS.get(parts.scheme)
