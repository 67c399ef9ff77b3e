import os

import pytest

from hub.errors import ConfigError
from hub.settings import Settings, read


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("HUB_"):
            monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return read(os.environ)


def test_without_a_variable_the_hub_is_a_development_hub_on_sqlite() -> None:
    settings = read(os.environ)

    assert settings.is_sqlite
    assert settings.mode == "development"


def test_on_postgresql_the_profile_is_production_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, HUB_DATABASE_URL="postgresql://db/hub").mode == "production"
    assert given(monkeypatch, HUB_PROFILE="development").mode == "development"


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(
        monkeypatch,
        HUB_RETRY_WAITS_S="1, 2.5,10",
        HUB_ORIGINS="https://a.example,https://b.example",
    )

    assert settings.retry_waits_s == (1.0, 2.5, 10.0)
    assert settings.origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_RETRY_WAITS_S", "1,soon"),
        ("HUB_RETRY_WAITS_S", "0"),
        ("HUB_RETRY_WAITS_S", ","),
        ("HUB_PROFILE", "staging"),
        ("HUB_WORKER_TIMEOUT_S", "-1"),
        ("HUB_DATABASE_POOL", "0"),
        ("HUB_BODY_LIMIT", "much"),
    ],
)
def test_a_useless_value_stops_the_start_with_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ConfigError, match=name):
        given(monkeypatch, **{name: value})


def test_a_fault_never_shows_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError) as fault:
        given(monkeypatch, HUB_LOG_LEVEL="rahasia-sekali")

    assert "rahasia" not in str(fault.value)


def test_a_misspelt_variable_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="HUB_DATABASE_URI: no such setting"):
        given(monkeypatch, HUB_DATABASE_URI="sqlite:///x.db")


def test_secrets_of_agencies_and_variables_of_instances_are_no_misspellings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUB_SECRET_KOBAR_RSUD_KEY", "x")
    monkeypatch.setenv("HUB_TEST_PG_URL", "x")
    monkeypatch.setenv("HUB_KOBAR_RSUD_URL", "http://127.0.0.1:1")

    assert read(os.environ, known=["HUB_KOBAR_RSUD_URL"])
    with pytest.raises(ConfigError, match="HUB_KOBAR_RSUD_URL"):
        read(os.environ)


def test_settings_print_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, HUB_DATABASE_URL="postgresql://hub:geheim@db/hub", HUB_CURSOR_KEY="geheim")

    assert "geheim" not in repr(settings)
