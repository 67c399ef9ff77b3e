"""The `[sicantik]` section: what differs from office to office."""

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.connectors.instance import Origin
from hub.domain.permit import LicenceAuthority


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """How one office set its output template up."""

    template: Annotated[int, Meta(ge=1)]  # id of the output template
    number: str  # regular expression of a whole application number
    query: str = "no_permohonan"  # the template's parameter
    quote: Literal["", "'", '"'] = ""  # some templates want the value in quotes
    rows: Annotated[tuple[str, ...], Meta(min_length=1)] = ("data", "data")  # where the rows stand
    mentions: tuple[str, ...] = ()  # words before a number in a citizen's text; see PermitBook
    authority: LicenceAuthority = LicenceAuthority.REGENCY  # an office's own system holds its own licences
    topics: dict[LicenceAuthority, str] = {}  # authority -> our topic


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    sicantik: Site


def check_pattern(pattern: str, place: str, origin: Origin) -> None:
    """Raises `ConfigError` unless it is a regular expression."""
    try:
        re.compile(pattern)
    except re.error:
        raise origin.fault("BAD_VALUE", place, "correct the regular expression") from None
