"""From the fields of an Open311 request to a submission; pure.

GeoReport has no field for protection, so what a client leaves out counts as the most protective: identity
sealed, text restricted. A portal that publishes says so with `visibility=PUBLIC`.
"""

import math
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from hub.domain.case import CaseKind, GeoPoint, IdentityProtection, Visibility
from hub.domain.commands import ReporterDetails, Submission
from hub.domain.directory import Directory
from hub.domain.region import is_code
from hub.errors import RuleViolation

Choice = TypeVar("Choice", bound=Enum)
SHORTEST_TITLE, LONGEST_TITLE = 5, 120
REPORTER = ("first_name", "last_name", "email", "phone")


def submission(
    fields: Mapping[str, str], directory: Directory, default_region: str | None, key: str
) -> Submission:
    """The submission a form stands for; its lengths and codes are checked where every submission is.

    Args:
        fields: decoded form fields; blank ones count as absent.
        directory: topics and regions.
        default_region: the portal's own, where a form names none.
        key: idempotency key.

    Raises:
        RuleViolation: INVALID, UNKNOWN_TOPIC (service_code), UNKNOWN_REGION (jurisdiction_id, address_id).
    """
    given = {name: value.strip() for name, value in fields.items() if value.strip()}
    code = given.get("service_code")
    if code is None:
        raise RuleViolation("INVALID", "service_code was not provided", "service_code")
    if code not in directory.topics:
        raise RuleViolation("UNKNOWN_TOPIC", "service_code was not found", "service_code")
    text = given.get("description", "")
    place = given.get("address_string")
    return Submission(
        idempotency_key=key,
        kind=_choice(given, "kind", CaseKind) or CaseKind.COMPLAINT,
        title=_title(given, text, directory.topics[code].name),
        body=f"{text}\n\nLokasi: {place}" if text and place else text,
        region=region_of(given, directory, default_region),
        identity_protection=_choice(given, "identity_protection", IdentityProtection),
        visibility=_choice(given, "visibility", Visibility),
        topic=code,
        location=location_of(given),
        reporter=_reporter(given),
    )


def region_of(given: Mapping[str, str], directory: Directory, default: str | None) -> str:
    """The place by its Kemendagri code: `address_id`, else `jurisdiction_id`, else the portal's own.

    Coordinates alone name no place: the reference data have no borders. Raises `RuleViolation`.
    """
    for name in ("address_id", "jurisdiction_id"):
        code = given.get(name)
        if code is not None and not (is_code(code) and code in directory.regions):
            raise RuleViolation("UNKNOWN_REGION", f"{name} was not found: it is a Kemendagri code", name)
        if code is not None:
            return code
    if default is None:
        raise RuleViolation(
            "INVALID", "jurisdiction_id was not provided: the Kemendagri code of the place", "jurisdiction_id"
        )
    return default


def location_of(given: Mapping[str, str]) -> GeoPoint | None:
    """`lat` and `long`; 0/0 is what clients send for "nowhere". Raises `RuleViolation` INVALID."""
    if "lat" not in given and "long" not in given:
        return None
    try:
        point = GeoPoint(float(given.get("lat", "")), float(given.get("long", "")))
    except ValueError:
        raise RuleViolation("INVALID", "lat and long are degrees, and both are needed", "lat") from None
    if not (math.isfinite(point.latitude) and math.isfinite(point.longitude)):
        raise RuleViolation("INVALID", "lat and long are degrees, and both are needed", "lat")
    return None if (point.latitude, point.longitude) == (0.0, 0.0) else point


def _title(given: Mapping[str, str], text: str, otherwise: str) -> str:
    """As given, else the first line of the description, else what the service is called."""
    own = _field(given, "title")
    if own is not None:
        return own
    first = text.split("\n", 1)[0].strip()
    if len(first) > LONGEST_TITLE:
        first = first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    return first if len(first) >= SHORTEST_TITLE else otherwise


def _reporter(given: Mapping[str, str]) -> ReporterDetails | None:
    if not any(name in given for name in REPORTER):
        return None
    names = [given[name] for name in ("first_name", "last_name") if name in given]
    return ReporterDetails(" ".join(names) or None, given.get("email"), given.get("phone"))


def _choice(given: Mapping[str, str], name: str, kind: type[Choice]) -> Choice | None:
    written = _field(given, name)
    if written is None:
        return None
    try:
        return kind(written.upper())
    except ValueError:
        allowed = ", ".join(one.value for one in kind)
        raise RuleViolation("INVALID", f"{name} is one of {allowed}", name) from None


def _field(given: Mapping[str, str], name: str) -> str | None:
    """A field of the hub's own, bare or as an attribute."""
    return given.get(name) or given.get(f"attribute[{name}]")
