"""Which addresses an instance may have, and what is said about the others."""

from datetime import timedelta

import pytest

from hub.connectors import sql
from hub.connectors.instance import Instance, Limits, Origin
from hub.connectors.sql import drivers
from hub.domain.exchange import Idempotency
from hub.errors import ConfigError
from tests.connectors.sql.offices import shipped

ORIGIN = Origin("desa.toml", shipped())
WIB = timedelta(hours=7)
PASSWORD = "rahasia-besar"


def instance(**changes: object) -> Instance:
    keys: dict[str, object] = {
        "name": "desa",
        "kind": "sql",
        "agency": "62.01.kec-kumai",
        "zone": "Asia/Jakarta",
        "source": "docs/agencies/opensid.md",
        "idempotency": Idempotency.SEARCH,
        "maturity": 3,
        "base_url_env": "HUB_SECRET_DESA_OPENSID_URL",
        "limits": Limits(deadline=2.0),
    }
    return Instance(**{**keys, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://hub:x@127.0.0.1/desa",
        "postgres://hub:x@localhost:5433/desa",
        "postgresql:///desa?host=/run/postgresql",
        "postgresql://hub:x@db.example/desa?sslmode=verify-full",
        "mysql://hub:x@127.0.0.1/desa",
        "mariadb://hub:x@127.0.0.1:3307/desa",
        "sqlite:////var/lib/desa/opensid.db",
    ],
)
def test_an_address_that_nobody_can_listen_to_is_taken(address: str) -> None:
    assert drivers.engine_of(address, instance(), WIB, ORIGIN).sync_engine.hide_parameters


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://hub:{PASSWORD}@db.example/desa",
        f"postgresql://hub:{PASSWORD}@db.example/desa?sslmode=require",
        f"mysql://hub:{PASSWORD}@db.example/desa",
        f"oracle://hub:{PASSWORD}@127.0.0.1/desa",
        f"hub:{PASSWORD}@db.example",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_any_other_is_a_fault_that_tells_the_variables_place_and_not_its_content(address: str) -> None:
    with pytest.raises(ConfigError) as caught:
        drivers.engine_of(address, instance(), WIB, ORIGIN)

    told = str(caught.value)
    assert told.startswith("desa.toml:3: BAD_VALUE: ")
    assert PASSWORD not in told
    assert "db.example" not in told
    assert caught.value.__cause__ is None


def test_a_driver_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "find_spec", lambda name: None)

    with pytest.raises(ConfigError, match=r"MISSING_DRIVER: install lapor-hub\[mysql\]: it brings aiomysql"):
        drivers.engine_of("mysql://hub:x@127.0.0.1/desa", instance(), WIB, ORIGIN)


def test_a_certificate_authority_secures_mysql(tmp_path_factory: pytest.TempPathFactory) -> None:
    import certifi

    engine = drivers.engine_of(
        f"mysql://hub:x@db.example/desa?ssl_ca={certifi.where()}", instance(), WIB, ORIGIN
    )

    assert "ssl_ca" not in engine.url.query


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('table = "hub_pengaduan"', 'table = "hub_pengaduan; DROP TABLE x"', "BAD_VALUE"),
        ('status = "status"', 'status = "status\\" OR 1=1"', "BAD_VALUE"),
        ("nik = ", '"nik) --" = ', "BAD_VALUE"),
        ('isi = "join', 'isi = "jion', "NOT_JMESPATH"),
        ('value = "title"', 'value = "reporter"', "NO_SUCH_FIELD"),
        ("within = true", "inside = true", "UNKNOWN_KEY"),
        ('[search]\ncolumn = "isi"\nwithin = true\n', "", "MISSING_KEY"),
    ],
)
def test_a_wrong_file_stops_the_start(old: str, new: str, told: str) -> None:
    import tomllib

    text = shipped().replace(old, new, 1)
    assert text != shipped()
    common = {*Instance.__struct_fields__}
    keys = {key: value for key, value in tomllib.loads(text).items() if key not in common}

    if told == "NOT_JMESPATH":
        text = text.replace("jion('", "join(('", 1)
        keys = {key: value for key, value in tomllib.loads(text).items() if key not in common}
    with pytest.raises(ConfigError, match=told):
        sql.prepare(instance(), keys, Origin("desa.toml", text))


def test_a_key_needs_its_column() -> None:
    import tomllib

    keys = {k: v for k, v in tomllib.loads(shipped()).items() if k not in {*Instance.__struct_fields__}}
    with pytest.raises(ConfigError, match="BAD_VALUE: say `key` only"):
        sql.prepare(instance(idempotency=Idempotency.KEY), keys, ORIGIN)
