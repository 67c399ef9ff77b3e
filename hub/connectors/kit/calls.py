"""HTTP calls as somebody showed them, in a shell history or an interface description."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hub.connectors.wild import Wild


@dataclass(frozen=True, slots=True)
class Call:
    """One call and, where it is known, what came back.

    `headers` have lower-case names. `body` is the JSON or the form that was sent; `answer` the JSON that
    came. A path may hold `{names}` where a description leaves a place open. `words` are the status words the
    description lists. `place` is where it stands: `file:line`.
    """

    method: str
    base_url: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Wild = None
    form: bool = False
    answer: Wild = None
    basic: bool = False
    words: tuple[str, ...] = ()
    place: str = ""

    @property
    def segments(self) -> list[str]:
        """The steps of the path."""
        return [step for step in self.path.split("/") if step]


def address(url: str) -> tuple[str, str] | None:
    """Scheme and host, and the path; None where it is no address of a web server."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", parts.path or "/"
