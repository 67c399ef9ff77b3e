"""Which media type a client gets, from its `Accept` header (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hub.web.refusal import GRAPHQL_JSON, JSON

SSE = "text/event-stream"
MULTIPART = "multipart/mixed"
HTML = "text/html"

_RANGE = re.compile(r'((?:[^,"]|"[^"]*+"?)++)')
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;,\s]*))')
_ACCEPT_LIMIT = 1_000  # characters looked at; a browser sends about 150
_REMEMBERED = 128  # headers; a client sends the same one every time


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One entry of `Accept`; `name` in lower case, `weight` between 0 and 1."""

    name: str
    weight: float
    parameters: dict[str, str]

    def covers(self, media_type: str) -> bool:
        """Whether the entry speaks about the media type."""
        return self.name in (media_type, "*/*", media_type.partition("/")[0] + "/*")


@dataclass(frozen=True)
class Accept:
    """A parsed header. An absent or empty one accepts `application/json`, as old clients expect."""

    ranges: tuple[MediaRange, ...]

    @cached_property
    def answer_type(self) -> str | None:
        """Media type of a single answer: JSON unless the client prefers GraphQL's own type; None: neither."""
        return self.best((JSON, GRAPHQL_JSON))

    @cached_property
    def wants_page(self) -> bool:
        """Whether HTML is asked for by name, and before anything the hub answers to programs."""
        return self.names(HTML) and self.best((HTML, JSON, GRAPHQL_JSON)) == HTML

    def weight(self, media_type: str) -> float:
        """How much the client wants the type; 0 means not at all. The most specific entry decides."""
        covering = [entry for entry in self.ranges if entry.covers(media_type)]
        if not covering:
            return 0.0
        return min(covering, key=lambda entry: entry.name.count("*")).weight

    def names(self, media_type: str) -> bool:
        """Whether the type is asked for by its own name, not by a wildcard."""
        return any(entry.name == media_type and entry.weight > 0 for entry in self.ranges)

    def takes_multipart(self) -> bool:
        """Whether the client speaks Apollo's multipart subscription protocol, version 1."""
        return any(
            entry.name == MULTIPART
            and entry.weight > 0
            and entry.parameters.get("subscriptionspec", "")[:3] == "1.0"
            for entry in self.ranges
        )

    def best(self, offered: Sequence[str]) -> str | None:
        """The offer the client wants most; among equals the one it names first, then the first offered."""
        wanted = [offer for offer in offered if self.weight(offer) > 0]
        return min(wanted, key=lambda offer: (-self.weight(offer), self._place(offer)), default=None)

    def _place(self, media_type: str) -> int:
        names = [entry.name for entry in self.ranges]
        return names.index(media_type) if media_type in names else len(names)


def parse_accept(header: str | None) -> Accept:
    """Read an `Accept` header; entries that make no sense are passed over."""
    return _parsed((header or "")[:_ACCEPT_LIMIT])


@lru_cache(maxsize=_REMEMBERED)
def _parsed(header: str) -> Accept:
    entries = [_entry(text) for text in _RANGE.findall(header)]
    known = tuple(entry for entry in entries if entry is not None)
    return Accept(known or (MediaRange(JSON, 1.0, {}),))


def _entry(text: str) -> MediaRange | None:
    name = text.partition(";")[0].strip().lower()
    if "/" not in name:
        return None
    parameters = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(text)}
    return MediaRange(name, _weight(parameters.get("q", "1")), parameters)


def _weight(text: str) -> float:
    return min(float(text), 1.0) if re.fullmatch(r"\d(\.\d{0,3})?", text) else 0.0
