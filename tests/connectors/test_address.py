"""Each way of reaching a peer needs its own keys."""

import pytest

from hub.connectors.address import Address, check_http, check_keys
from hub.connectors.instance import Instance, Origin
from hub.domain.exchange import Idempotency
from hub.errors import ConfigError

ORIGIN = Origin("x.toml", 'kind = "x"\nbase_url = "y"\n')


def instance(base_url: str | None = None, base_url_env: str | None = None) -> Instance:
    return Instance(
        name="x",
        kind="x",
        agency="62.01.dinkes",
        zone="Asia/Jakarta",
        source="docs/agencies/62.01.md",
        idempotency=Idempotency.NONE,
        maturity=0,
        base_url=base_url,
        base_url_env=base_url_env,
    )


@pytest.mark.parametrize(
    ("wanted", "url", "variable", "told"),
    [
        (Address.HTTP, "https://x.example", None, None),
        (Address.HTTP, None, "HUB_X_URL", None),
        (Address.HTTP, None, None, "x.toml:1: MISSING_KEY: add `base_url`"),
        (Address.DATABASE, None, "HUB_X_URL", None),
        (Address.DATABASE, None, None, "x.toml:1: MISSING_KEY: add `base_url_env`"),
        (Address.DATABASE, "sqlite:///x", "HUB_X_URL", "x.toml:2: BAD_VALUE: write `base_url_env`"),
        (Address.NONE, None, None, None),
        (Address.NONE, "https://x.example", None, "x.toml:2: BAD_VALUE: remove the address"),
    ],
)
def test_an_address_is_there_exactly_where_the_kind_needs_it(
    wanted: Address, url: str | None, variable: str | None, told: str | None
) -> None:
    if told is None:
        check_keys(wanted, instance(url, variable), ORIGIN)
        return
    with pytest.raises(ConfigError) as caught:
        check_keys(wanted, instance(url, variable), ORIGIN)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    "address",
    ["http://x.example", "https://user@x.example", "https://x.example/?k=1", "ftp://x.example", "x"],
)
def test_an_address_that_tells_a_secret_or_has_no_tls_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="BAD_VALUE"):
        check_http(address, ORIGIN)
