"""Instance files: every fault is told with file and line, before anything starts."""

from pathlib import Path

import pytest

from hub.connectors.instance import read_instance
from hub.domain.case import CaseStatus
from hub.domain.exchange import Idempotency
from hub.errors import ConfigError

GOOD = """\
kind = "declarative"
agency = "62.01.rsud-imanudin"
base_url_env = "HUB_RSUD_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "search"
maturity = 3

[auth]
profile = "api_key"
header = "X-API-Key"
secret_env = "HUB_SECRET_RSUD"

[limits]
deadline = 5
window = ["08:00", "16:00"]

[webhook]
scheme = "token"
header = "X-Token"
secret_env = "HUB_SECRET_RSUD_HOOK"

[statuses]
"Diproses" = "IN_PROGRESS"

[forward]
path = "/x"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "rsud.toml"
    file.write_text(text)
    return file


def test_common_keys_are_read_and_the_rest_is_left_for_the_kind(tmp_path: Path) -> None:
    instance, rest, _ = read_instance(written(tmp_path, GOOD))

    assert (instance.name, instance.kind, instance.idempotency) == ("rsud", "declarative", Idempotency.SEARCH)
    assert instance.statuses == {"Diproses": CaseStatus.IN_PROGRESS}
    assert instance.limits.window == ("08:00", "16:00")
    assert instance.settle_seconds == 600
    assert rest == {"forward": {"path": "/x"}}
    assert instance.variables() == ("HUB_RSUD_URL", "HUB_SECRET_RSUD", "HUB_SECRET_RSUD_HOOK")


def test_an_address_in_the_file_needs_no_variable(tmp_path: Path) -> None:
    text = 'base_url = "https://rsud.example"\n' + GOOD

    assert "HUB_RSUD_URL" not in read_instance(written(tmp_path, text))[0].variables()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('zone = "Asia/Jakarta"', "zone = ", "rsud.toml:4: BAD_TOML"),
        ('zone = "Asia/Jakarta"', 'zone = "WIB"', "rsud.toml:4: BAD_VALUE"),
        ("maturity = 3", "maturity = 9", "rsud.toml:7: BAD_VALUE"),
        ("maturity = 3", 'name = "x"', "rsud.toml:7: UNKNOWN_KEY"),
        ('agency = "62.01.rsud-imanudin"\n', "", "rsud.toml:1: MISSING_KEY: add `agency`"),
        ("deadline = 5", "deadlin = 5", "rsud.toml:15: UNKNOWN_KEY: remove `deadlin`"),
        ("deadline = 5", "deadline = 0", "rsud.toml:15: BAD_VALUE"),
        ('"16:00"', '"25:00"', "rsud.toml:16: BAD_VALUE"),
        ('"IN_PROGRESS"', '"DOING"', "rsud.toml:24: BAD_VALUE"),
        ('header = "X-API-Key"', 'heder = "X-API-Key"', "rsud.toml:11: UNKNOWN_KEY: remove `heder`"),
        ('header = "X-API-Key"\n', "", "rsud.toml:9: MISSING_KEY: add `header` to `auth`"),
        ('profile = "api_key"', 'profile = "magic"', "rsud.toml:10: BAD_VALUE"),
        ('scheme = "token"', 'scheme = "none"', "rsud.toml:19: BAD_VALUE"),
        ('header = "X-Token"\n', "", "rsud.toml:18: MISSING_KEY: add `header`"),
        ('idempotency = "search"', 'idempotency = "hope"', "rsud.toml:6: BAD_VALUE"),
        ("maturity = 3", "maturity = 3\nsettle_seconds = -1", "rsud.toml:8: BAD_VALUE"),
        ("maturity = 3", "maturity = 3\nsettle_seconds = inf", "rsud.toml:8: BAD_VALUE"),
    ],
)
def test_a_fault_is_told_with_file_line_code_and_advice(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        read_instance(written(tmp_path, GOOD.replace(old, new)))

    assert str(caught.value).startswith(told)


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rsud.toml"
    file.write_bytes(b'kind = "\xff"')

    with pytest.raises(ConfigError, match=r"rsud.toml:1: BAD_TOML"):
        read_instance(file)


@pytest.mark.parametrize(
    "broken", ["x = " + "[" * 5000 + "]" * 5000, f"x = {'1' * 5000}"], ids=["nested", "digits"]
)
def test_a_file_made_to_break_the_reader_is_one_fault_more(tmp_path: Path, broken: str) -> None:
    with pytest.raises(ConfigError, match=r"^rsud.toml:1: BAD_TOML: "):
        read_instance(written(tmp_path, f"{broken}\n{GOOD}"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("deadline = 5", "deadline = inf"), ('"08:00"', '"08:00+07:00"'), ("= 5", "= 5\nper_second = inf")],
)
def test_times_nobody_can_wait_for_are_faults(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ConfigError, match=r"^rsud.toml:1[0-9]: BAD_VALUE: "):
        read_instance(written(tmp_path, GOOD.replace(old, new)))


def test_the_mark_some_editors_put_before_a_file_is_no_fault(tmp_path: Path) -> None:
    assert read_instance(written(tmp_path, "\ufeff" + GOOD))[0].name == "rsud"
