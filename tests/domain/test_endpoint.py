"""The addresses that may be registered: written so that no two programs read them differently."""

import string
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.domain.addresses import is_public
from hub.domain.endpoint import EndpointRules, endpoint
from hub.errors import RuleViolation

RULES = EndpointRules()


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://partner.example", "partner.example", 443, "/"),
        ("HTTPS://Partner.Example/A?b=%20#".removesuffix("#"), "partner.example", 443, "/A?b=%20"),
        ("https://partner.example:8443?x=1", "partner.example", 8443, "/?x=1"),
        ("https://xn--bcher-kva.example/hooks", "xn--bcher-kva.example", 443, "/hooks"),
        ("https://1.2.3.4.nip.example/", "1.2.3.4.nip.example", 443, "/"),
    ],
)
def test_a_public_name_by_https_may_be_called(url: str, host: str, port: int, target: str) -> None:
    found = endpoint(url, RULES)

    assert (found.secure, found.host, found.port, found.target, found.trusted) == (
        True,
        host,
        port,
        target,
        False,
    )


def test_the_operators_own_receivers_may_be_written_in_other_ways() -> None:
    rules = EndpointRules(allow=frozenset({"127.0.0.1:8080", "receiver"}))

    assert endpoint("http://127.0.0.1:8080/x", rules).authority == "127.0.0.1:8080"
    assert endpoint("http://receiver:9000/", rules).trusted
    for other in ("http://127.0.0.1:8081/", "http://127.1:8080/", "http://receiver.:9000/"):
        with pytest.raises(RuleViolation):
            endpoint(other, rules)


def test_a_url_has_a_length() -> None:
    assert endpoint("https://partner.example/" + "x" * 976, RULES)
    with pytest.raises(RuleViolation):
        endpoint("https://partner.example/" + "x" * 977, RULES)


@given(st.text(alphabet=string.printable + "。①é\u200b", max_size=60))
def test_what_is_accepted_names_one_host_for_every_reader(rest: str) -> None:
    url = f"https://{rest}"
    try:
        found = endpoint(url, RULES)
    except RuleViolation:
        return
    parts = urlsplit(url)

    assert parts.hostname == found.host
    assert (parts.port or 443) == found.port
    assert parts.username is None
    assert parts.fragment == ""
    assert found.target.isascii()
    assert not set(found.target) & set(" \t\r\n\\#")
    with pytest.raises(ValueError, match="does not appear"):
        ip_address(found.host)


@given(st.ip_addresses())
def test_no_address_is_public_that_python_calls_otherwise(address: object) -> None:
    found = ip_address(str(address))
    assume(is_public(str(found)))

    assert found.is_global
    assert not found.is_multicast
    assert not found.is_private
    assert getattr(found, "ipv4_mapped", None) is None
    assert getattr(found, "sixtofour", None) is None
    assert getattr(found, "teredo", None) is None
