"""Links in answers lead to the peer, below its address, or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.links import next_of, path_within, root_of
from hub.errors import Misunderstood

BASE = "https://api.example/dinkes/1.0"


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://api.example/dinkes/1.0/arsip?halaman=2", "/arsip?halaman=2"),
        ("https://API.example:443/dinkes/1.0/arsip", "/arsip"),
        ("/dinkes/1.0/arsip?a=b%20c", "/arsip?a=b%20c"),
        ("?halaman=3", "/arsip?halaman=3"),
        ("lain?x=1", "/lain?x=1"),
        ("./arsip?x=1#bagian", "/arsip?x=1"),
        ("//api.example/dinkes/1.0/x", "/x"),
    ],
)
def test_a_link_to_the_peer_is_a_path_of_it(link: str, path: str) -> None:
    assert path_within(BASE, "/arsip?halaman=1", link) == path


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/dinkes/1.0/arsip",
        "http://api.example/dinkes/1.0/arsip",
        "https://api.example:8443/dinkes/1.0/arsip",
        "//elsewhere.example/dinkes/1.0/x",
        "https://api.example/dinkes/2.0/arsip",
        "https://api.example/dinkes/1.0",
        "https://api.example/dinkes/1.0x/arsip",
        "/arsip?halaman=2",
        "../2.0/arsip",
        "https://api.example/dinkes/1.0/../../admin",
        "https://api.example/dinkes/1.0/%2e%2e/%2e%2e/admin",
        "https://user:pass@api.example/dinkes/1.0/arsip",
        "https://api.example@elsewhere.example/dinkes/1.0/x",
        "https://api.example/dinkes/1.0/x\\..\\y",
        "https://api.example/dinkes/1.0/a b",
        "https://api.example/dinkes/1.0/x\r\nHost: y",
        "https://api.example:x/dinkes/1.0/a",
        "https://[::1/dinkes/1.0/a",
        "file:///etc/passwd",
        "https://api.example/dinkes/1.0/" + "x" * 3000,
    ],
)
def test_every_other_link_leads_nowhere(link: str) -> None:
    with pytest.raises(Misunderstood, match="LINK_LEADS_AWAY"):
        path_within(BASE, "/arsip?halaman=1", link)


@given(st.text(max_size=60) | st.builds("https://{}/{}".format, st.text(max_size=20), st.text(max_size=30)))
def test_whatever_is_written_it_stays_below_the_address(link: str) -> None:
    try:
        path = path_within(BASE, "/arsip", link)
    except Misunderstood:
        return
    assert path.startswith("/")
    assert ".." not in path.split("?")[0].split("/")
    assert root_of(BASE + path) == "https://api.example"


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('</x?page=2>; rel="next"', "/x?page=2"),
        ('</x?page=1>; rel="prev", </x?page=3>; rel="next"', "/x?page=3"),
        ("</x>; rel=next", "/x"),
        ('</x>; title="a, b"; rel="last next"', "/x"),
        ('</a>; title="rel=next", </b>; REL="NEXT"', "/b"),
        ('</x>; rel="prev"; rel="next"', None),
        ('</x>; rel="nextpage"', None),
        ("", None),
        ("next", None),
    ],
)
def test_the_next_page_of_a_link_header(header: str, target: str | None) -> None:
    assert next_of(header) == target
