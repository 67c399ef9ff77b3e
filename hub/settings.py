"""What the environment may change. Read once by `hub.app`, then handed down as values."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ByteSize,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hub.errors import ConfigError

PREFIX = "HUB_"
FREE = re.compile(r"HUB_(SECRET|TEST|REQUIRE)_\w+")  # REQUIRE: the tests' own, inherited by what they start

Profile = Literal["development", "production"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _listed(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _filled(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if not value:
        raise ValueError("name at least one")
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
HubId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?$")]
Waits = Annotated[tuple[PositiveFloat, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_filled)]


class Settings(BaseSettings):
    """Every setting, with its default. Names ending in `_s` are seconds; docs/operations.md explains each."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True, env_ignore_empty=True
    )

    database_url: SecretStr = SecretStr("sqlite:///var/hub.db")
    database_pool: PositiveInt = 10
    profile: Profile | None = None
    log_level: LogLevel = "INFO"

    hub_id: HubId | None = None
    keys_file: Path | None = None
    data_keys: SecretStr | None = None
    receipt_key: SecretStr | None = None
    receipt_pepper: SecretStr | None = None
    content_key: SecretStr | None = None
    cursor_key: SecretStr | None = None
    custodian_public_key: Path | None = None

    instance_dir: Path | None = None
    models_dir: Path | None = None
    instances_strict: bool = False
    secrets_dir: Path | None = None
    reload_s: PositiveFloat = 5.0
    poll_factor: PositiveFloat = 1.0
    drain_factor: PositiveFloat = 1.0
    settle_factor: PositiveFloat = 1.0
    breaker_cooldown_s: PositiveFloat = 30.0
    live_fresh_s: PositiveFloat = 5.0
    live_swr_s: NonNegativeFloat = 30.0
    live_keep_s: PositiveFloat = 86_400.0
    live_deadline_s: PositiveFloat = 2.0
    live_in_flight: PositiveInt = 4
    upstream_per_operation: NonNegativeInt = 200
    upstream_per_minute: NonNegativeInt = 600
    metrics_open: bool = False

    retry_waits_s: Waits = (5.0, 60.0, 300.0, 1800.0, 7200.0)
    give_up_days: PositiveFloat = 30.0
    probe_s: PositiveFloat = 300.0
    queue_poll_s: PositiveFloat = 1.0
    worker_timeout_s: PositiveFloat = 45.0
    keep_runs_days: PositiveFloat = 7.0
    inbox_s: PositiveFloat = 1.0
    licences_s: PositiveFloat = 2.0
    deadlines_s: PositiveFloat = 30.0
    fold_s: PositiveFloat = 10.0
    sweep_s: PositiveFloat = 10.0
    prune_s: PositiveFloat = 3600.0
    reference_s: PositiveFloat = 30.0

    open311: Literal["off", "keys", "public"] = "keys"
    contact: str = "Ask the operator of this hub."
    origins: Words = ()
    webhook_200: Words = ()
    webhook_allow: Words = ()
    webhook_limit: PositiveInt = 10
    webhook_overlap_s: PositiveFloat = 86_400.0
    webhooks_s: PositiveFloat = 2.0
    body_limit: ByteSize = ByteSize(65_536)
    webhook_body_limit: ByteSize = ByteSize(262_144)
    operation_deadline_s: PositiveFloat = 10.0
    share_reads_s: NonNegativeFloat = 0.25
    query_cost: NonNegativeInt = 5_000
    identity_per_hour: PositiveInt = 60
    identity_per_day: PositiveInt = 300
    identity_channel_per_hour: PositiveInt = 120
    identity_channel_per_day: PositiveInt = 600
    identity_person_per_day: PositiveInt = 10
    identity_remember_s: NonNegativeFloat = 300.0
    feed_poll_s: PositiveFloat = 1.0

    @property
    def is_sqlite(self) -> bool:
        """Whether the data is in an SQLite file."""
        return self.database_url.get_secret_value().startswith("sqlite")

    @property
    def mode(self) -> Profile:
        """The profile: as set, else development on SQLite and production on PostgreSQL."""
        return self.profile or ("development" if self.is_sqlite else "production")


def read(environment: Mapping[str, str], known: Collection[str] = ()) -> Settings:
    """The settings of this process.

    Args:
        environment: what `Settings` reads too: the process's own environment.
        known: further `HUB_` variables that mean something, such as those instance files name.

    Raises:
        ConfigError: a value is of no use, or a variable is misspelt; one line each, values are never shown.
    """
    mine = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    strange = [
        name
        for name in sorted(environment)
        if name.startswith(PREFIX) and name not in mine and name not in known and not FREE.fullmatch(name)
    ]
    if strange:
        raise ConfigError("\n".join(f"{name}: no such setting, see docs/operations.md" for name in strange))
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [f"{PREFIX}{fault['loc'][0]}".upper() + f": {fault['msg']}" for fault in wrong.errors()]
        raise ConfigError("\n".join(lines)) from None
