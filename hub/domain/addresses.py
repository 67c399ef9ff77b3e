"""Which network addresses a stranger's URL may lead to: public ones, and nothing that stands for another."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_GLOBAL_UNICAST = ip_network("2000::/3")  # RFC 4291: all that is given out; everything else has a special use
_SPECIAL = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier's network address translation
        "127.0.0.0/8",
        "169.254.0.0/16",  # link local, metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast relays
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments, among them Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
"""IANA's special-purpose registries (RFC 6890), and what tunnels to an IPv4 address."""

_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def is_public(address: str) -> bool:
    """Whether the text is one address of the public internet, written in the plain way.

    IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo, ISATAP) are not: where they lead is
    decided by a translator. Neither are addresses with a zone.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        return _is_public_v6(found)
    return found.is_global and not _is_special(found)


def _is_public_v6(found: IPv6Address) -> bool:
    tunnelled = int(found) >> 32 & 0xFFFFFFFF in _ISATAP
    plain = found.scope_id is None and found in _GLOBAL_UNICAST and found.is_global
    return plain and not tunnelled and not _is_special(found)


def _is_special(found: IPv4Address | IPv6Address) -> bool:
    return any(found in block for block in _SPECIAL if block.version == found.version)
