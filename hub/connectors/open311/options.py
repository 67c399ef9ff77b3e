"""What an endpoint is configured with: its dialect of GeoReport v2 and what our topics are called there."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Endpoint(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[open311]` section."""

    key_env: str  # variable with the api_key
    service: str  # service_code where `services` names none
    services: dict[str, str] = {}  # topic -> service_code; holds for the sub-topics too
    format: Literal["xml", "json"] = "xml"
    mode: Literal["realtime", "batch", "blackbox"] = "realtime"
    jurisdiction: str = ""  # jurisdiction_id, where the endpoint serves several
    key_on_reads: bool = False  # whether reads need the api_key too
    updates: Literal["updates", "requests", "none"] = "none"  # where changes are read
    notes: bool = False  # whether it takes POST servicerequestupdates
    ticket: Literal["description", "address", "attribute", "none"] = "description"  # where our number stands
    attribute: str = ""  # the attribute's code, with ticket = "attribute"
    restricted: str = ""  # attribute that keeps a request from the public; without it none is sent
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 100
    overlap_seconds: Annotated[int, Meta(ge=0, le=86_400)] = 3600  # asked for again, for clocks that differ


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    open311: Endpoint
