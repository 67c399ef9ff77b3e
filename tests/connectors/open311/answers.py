"""Recorded GeoReport answers, decoded the way the connector does it."""

from pathlib import Path

import orjson

from hub.connectors.open311 import xml
from hub.connectors.wild import Wild

FOLDER = Path(__file__).parents[2] / "fixtures/open311"


def raw(name: str) -> bytes:
    """The bytes of `<name>.xml` or `<name>.json`."""
    return (FOLDER / name).read_bytes()


def answered(name: str) -> Wild:
    """The tree of a recorded answer."""
    body = raw(name)
    return xml.decoded(body) if name.endswith(".xml") else orjson.loads(body)
