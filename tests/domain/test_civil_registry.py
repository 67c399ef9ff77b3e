"""The caller's own agreement goes first, then the place of the number, then the country."""

from dataclasses import replace

import pytest

from hub.domain.agency import Agency, AgencyRole, Tier
from hub.domain.caller import Caller, Role
from hub.domain.civil_registry import registry_for
from hub.domain.directory import Directory
from hub.domain.exchange import Capability, Idempotency, Manifest

SEATS = {"kobar": "62.01", "kukar": "64.02", "kalteng": "62", "pusat": None}
PORTAL = Caller("p", "Portal", Role.PORTAL, channel="lapornurani")
OTHER = Caller("q", "Portal lain", Role.PORTAL, channel="kukar-portal")


def known() -> Directory:
    agencies = {
        code: Agency(code, code, Tier.REGENCY, AgencyRole.OWNER, region, None, None)
        for code, region in SEATS.items()
    }
    return Directory("t", {}, {}, agencies, {"kobar-lama": "kobar"}, (), (), (), (), {})


def offer(agency: str | None, *channels: str, name: str = "") -> Manifest:
    lookup = frozenset({Capability.LOOKUP})
    found = Manifest(name or f"x-{agency}", "dukcapil", agency, lookup, Idempotency.NONE, 1, "Asia/Jakarta")
    return replace(found, channels=channels)


def chosen(*offers: Manifest, caller: Caller = PORTAL, place: str = "64.02.01") -> str | None:
    found = registry_for(offers, caller, place, known())
    assert found == registry_for(offers[::-1], caller, place, known())
    return found.name if found else None


def test_the_agreement_that_names_the_portal_goes_first() -> None:
    offers = (offer("kobar", "lapornurani"), offer("kukar"), offer("pusat"), offer("kalteng"))

    assert chosen(*offers) == "x-kobar"
    assert chosen(*offers, caller=OTHER) == "x-kukar"


def test_an_agreement_that_names_portals_serves_no_others() -> None:
    assert chosen(offer("kobar", "lapornurani"), caller=OTHER, place="62.01.02") is None
    assert chosen(offer("kobar", "lapornurani"), offer("pusat"), caller=OTHER, place="62.01.02") == "x-pusat"


def test_the_region_of_the_caller_goes_before_the_place_of_the_number() -> None:
    offers = (offer("kobar"), offer("kukar"), offer("pusat"))

    assert chosen(*offers, caller=replace(PORTAL, region="62.01")) == "x-kobar"
    assert chosen(*offers, caller=Caller("o", "O", Role.OFFICER, agency="kobar")) == "x-kobar"
    assert chosen(*offers, caller=Caller("o", "O", Role.OFFICER, agency="kobar-lama")) == "x-kobar"
    assert chosen(*offers) == "x-kukar"


def test_the_smaller_region_is_nearer_and_the_name_decides_at_last() -> None:
    assert chosen(offer("kalteng"), offer("kobar"), place="62.01.02") == "x-kobar"
    assert chosen(offer("kalteng"), offer("kobar"), place="62.05.02") == "x-kalteng"
    assert chosen(offer("kobar", name="b"), offer("kobar", name="a"), place="62.01.02") == "a"
    both = (offer("kukar", "lapornurani"), offer("kobar", "lapornurani"))
    assert chosen(*both, place="64.02.01") == "x-kukar"
    assert chosen(*both, place="62.01.02") == "x-kobar"


@pytest.mark.parametrize(
    ("offers", "found"),
    [
        ((), None),
        ((offer("kobar"),), None),
        ((offer("kobar"), offer("pusat")), "x-pusat"),
        ((offer("nobody"), offer(None)), None),
        ((offer(None, "lapornurani"),), "x-None"),
    ],
)
def test_the_national_one_is_the_last_resort(offers: tuple[Manifest, ...], found: str | None) -> None:
    assert chosen(*offers, place="31.71.01") == found
