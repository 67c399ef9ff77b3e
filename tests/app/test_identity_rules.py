"""Every bound of identity checks is the one its variable names."""

from pydantic import SecretStr

from hub.app.building import _identity_rules
from hub.casework.identity import IdentityRules
from hub.settings import Settings


def test_each_setting_reaches_its_own_bound() -> None:
    settings = Settings(
        database_url=SecretStr("sqlite:///nowhere.db"),
        identity_per_hour=1,
        identity_per_day=2,
        identity_channel_per_hour=3,
        identity_channel_per_day=4,
        identity_person_per_day=5,
        identity_remember_s=6,
    )

    assert _identity_rules(settings) == IdentityRules(
        subject_hour=1, subject_day=2, channel_hour=3, channel_day=4, person_day=5, remember=6.0
    )


def test_the_settings_have_the_usual_bounds() -> None:
    assert _identity_rules(Settings(database_url=SecretStr("sqlite:///nowhere.db"))) == IdentityRules()
