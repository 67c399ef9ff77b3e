"""XML as the tree that JSON would give: no attributes, no entities, no document type, bounded depth."""

from xml.parsers import expat

import xmltodict  # type: ignore[import-untyped]

from hub.connectors.wild import Wild
from hub.errors import Misunderstood

DEEPEST = 16
MOST_ELEMENTS = 100_000


def decoded(body: bytes) -> Wild:
    """Text of elements as text, empty ones as None, repeated ones as a list and a single one as itself.

    The size is the seam's business. Raises `Misunderstood` for what is no XML, declares a document type (the
    way to entities) or is larger than an answer of this protocol can be.
    """
    try:
        _Look().over(body)
        found: Wild = xmltodict.parse(body, xml_attribs=False)
    except (expat.ExpatError, ValueError, LookupError):  # the last two: an encoding nobody knows
        raise Misunderstood("NO_XML") from None
    return found


class _Look:
    """A first pass that builds nothing."""

    def __init__(self) -> None:
        self._depth = self._elements = 0

    def over(self, body: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._document_type
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.Parse(body, True)

    def _document_type(self, *named: object) -> None:
        raise Misunderstood("XML_WITH_DOCTYPE")

    def _begin(self, *named: object) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise Misunderstood("XML_TOO_LARGE")

    def _end(self, name: str) -> None:
        self._depth -= 1
