import os
import stat
from base64 import b64encode
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.app.keys import NAMES, find_keys, fresh
from hub.errors import ConfigError
from hub.settings import Settings


def key(number: int) -> str:
    return b64encode(bytes([number]) * 32).decode()


def named(**others: str) -> dict[str, SecretStr]:
    texts = {name: key(number) for number, name in enumerate(NAMES)} | others
    return {name: SecretStr(text) for name, text in texts.items()}


def on(folder: Path, **settings: object) -> Settings:
    return Settings(database_url=SecretStr(f"sqlite:///{folder / 'hub.db'}"), **settings)  # type: ignore[arg-type]


def test_development_makes_a_private_file_once_and_reads_it_ever_after(tmp_path: Path) -> None:
    first, second = find_keys(on(tmp_path)), find_keys(on(tmp_path))
    file = tmp_path / "hub.db.keys"

    assert first == second
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["hub.db.keys"]


def test_production_makes_no_keys_and_names_the_missing_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"HUB_DATA_KEYS.*HUB_CURSOR_KEY.*HUB_KEYS_FILE"):
        find_keys(on(tmp_path, profile="production"))

    assert list(tmp_path.iterdir()) == []


def test_postgresql_has_no_folder_of_its_own_so_keys_must_be_given() -> None:
    settings = Settings(database_url=SecretStr("postgresql://db/hub"), profile="development")

    with pytest.raises(ConfigError, match="keys are missing"):
        find_keys(settings)


def test_a_printed_keys_file_is_good_for_production(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(fresh())
    file.chmod(0o600)

    keys = find_keys(on(tmp_path, profile="production", keys_file=file))

    assert (
        len({*keys.data_keys, keys.receipt_key, keys.receipt_pepper, keys.content_key, keys.cursor_key}) == 5
    )


def test_a_variable_outranks_the_file(tmp_path: Path) -> None:
    other = find_keys(on(tmp_path))

    keys = find_keys(on(tmp_path, cursor_key=SecretStr(key(7))))

    assert keys.cursor_key == bytes([7]) * 32
    assert keys.data_keys == other.data_keys


def test_several_data_keys_are_read_newest_first(tmp_path: Path) -> None:
    keys = find_keys(on(tmp_path, **named(data_keys=f"{key(8)}, {key(9)}")))

    assert keys.data_keys == (bytes([8]) * 32, bytes([9]) * 32)


@pytest.mark.parametrize("text", ["", "short", b64encode(b"x" * 31).decode(), "?" * 44, f"{key(8)},"])
def test_a_key_that_is_none_stops_the_start_unseen(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="HUB_RECEIPT_KEY") as fault:
        find_keys(on(tmp_path, **named(receipt_key=text)))

    assert not text or text not in str(fault.value)


def test_equal_keys_stop_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="equal"):
        find_keys(on(tmp_path, **named(receipt_pepper=key(1))))


def test_a_file_that_others_can_read_stops_the_start(tmp_path: Path) -> None:
    find_keys(on(tmp_path))
    os.chmod(tmp_path / "hub.db.keys", 0o640)

    with pytest.raises(ConfigError, match="chmod 600"):
        find_keys(on(tmp_path))


def test_a_broken_file_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "hub.db.keys"
    file.write_text("data_keys = ")
    file.chmod(0o600)

    with pytest.raises(ConfigError, match="cannot be read"):
        find_keys(on(tmp_path))


def test_keys_print_nothing(tmp_path: Path) -> None:
    assert repr(find_keys(on(tmp_path))) == "Keys(...)"
