import re
from pathlib import Path

import pytest

from hub.errors import RuleViolation
from hub.store.migrate import upgrade
from tests.cli.conftest import Command

KEY = re.compile(r"hub_[0-9a-z]{26}_[A-Za-z0-9_-]{43}")


@pytest.fixture
def migrated(hub: Command, empty_database_url: str) -> dict[str, str]:
    """The environment of a database that `hub migrate` has made."""
    environment = {"HUB_DATABASE_URL": empty_database_url}
    assert hub("migrate", **environment).status == 0
    return environment


def test_migrating_twice_is_migrating_once(hub: Command, migrated: dict[str, str]) -> None:
    again = hub("migrate", **migrated)

    assert (again.status, again.out) == (0, "the database is at this release\n")


def test_a_key_is_shown_once_listed_and_revoked(hub: Command, migrated: dict[str, str]) -> None:
    made = hub("credentials", "new", "Portal uji", "--role", "portal", "--channel", "lapornurani", **migrated)
    key = made.out.strip()
    assert KEY.fullmatch(key)

    id, secret = key.split("_")[1], key.rpartition("_")[2]
    listed = hub("credentials", "list", **migrated).out
    assert id in listed
    assert "lapornurani" in listed
    assert secret not in listed

    assert hub("credentials", "revoke", id, **migrated).out == "revoked\n"
    again = hub("credentials", "revoke", id, **migrated)
    assert (again.status, again.err) == (1, "hub: there is no such key, or it has ended already\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "portal"), "a credential of the role PORTAL needs: channel"),
        (("--role", "officer", "--agency", "99.99.x"), "the reference data know no agency 99.99.x"),
        (("--role", "portal", "--channel", "nowhere"), "the reference data know no channel nowhere"),
        (
            ("--role", "coordinator", "--agency", "62.01.diskominfo"),
            "a coordinator's key names a region, or alone a national coordinator or an inspectorate",
        ),
    ],
)
def test_a_key_that_is_bound_to_nothing_real_is_refused(
    hub: Command, sqlite_url: str, arguments: tuple[str, ...], said: str
) -> None:
    environment = {"HUB_DATABASE_URL": sqlite_url}
    assert hub("reference", "import", **environment).status == 0

    refused = hub("credentials", "new", "uji", *arguments, **environment)

    assert (refused.status, refused.err) == (1, f"hub: {said}\n")


def test_a_store_that_is_not_at_this_release_is_told_so(hub: Command, tmp_path: Path) -> None:
    refused = hub("credentials", "list", HUB_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")

    assert (refused.status, refused.err) == (
        1,
        "hub: the database is not at this release: run `hub migrate`\n",
    )


def test_a_store_that_cannot_be_opened_is_one_line(hub: Command, tmp_path: Path) -> None:
    refused = hub("credentials", "list", HUB_DATABASE_URL=f"sqlite:///{tmp_path / 'absent' / 'hub.db'}")

    assert refused.status == 1
    assert refused.err.startswith("hub: the store failed")
    assert refused.err.count("\n") == 1


def test_faults_of_reference_files_are_told_by_line_and_import_nothing(
    hub: Command, sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "channels.csv").write_text("code,name\nuji,Uji\nuji,Uji lagi\n")
    environment = {"HUB_DATABASE_URL": sqlite_url}

    checked = hub("reference", "check", str(folder), **environment)
    imported = hub("reference", "import", str(folder), **environment)

    assert checked.status == imported.status == 1
    assert checked.err == imported.err
    assert checked.err.startswith("hub: channels.csv:3: ")
    assert "no reference data" in hub("credentials", "new", "x", "--role", "admin", **environment).err


def test_the_shipped_reference_data_are_sound(hub: Command) -> None:
    checked = hub("reference", "check")

    assert checked.status == 0
    assert "regions" in checked.out


def test_connectors_are_listed_with_what_they_wait_for(hub: Command) -> None:
    listed = hub("connectors", "list")

    assert listed.status == 0
    assert "HUB_SECRET_KOBAR_RSUD_KEY" in listed.out
    set_up = hub(
        "connectors",
        "list",
        HUB_KOBAR_RSUD_URL="http://127.0.0.1:1",
        HUB_SECRET_KOBAR_RSUD_KEY="x",
        HUB_SECRET_KOBAR_RSUD_WEBHOOK="whsec_c2VjcmV0",
    )
    assert "HUB_SECRET_KOBAR_RSUD" not in set_up.out


def test_a_misspelt_variable_is_one_line(hub: Command) -> None:
    refused = hub("connectors", "list", HUB_DATABASE_URI="x")

    assert (refused.status, refused.out) == (1, "")
    assert refused.err == "hub: HUB_DATABASE_URI: no such setting, see docs/operations.md\n"


def test_production_without_keys_serves_nobody(hub: Command, sqlite_url: str) -> None:
    refused = hub("serve", "--port", "0", HUB_DATABASE_URL=sqlite_url, HUB_PROFILE="production")

    assert refused.status == 1
    assert refused.err.startswith("hub: keys are missing: set HUB_DATA_KEYS")


def test_a_process_on_an_unmigrated_production_store_says_what_to_do(
    hub: Command, empty_database_url: str, tmp_path: Path
) -> None:
    keys = tmp_path / "hub.keys"
    keys.write_text(hub("keys").out)
    keys.chmod(0o600)
    environment = {
        "HUB_DATABASE_URL": empty_database_url,
        "HUB_PROFILE": "production",
        "HUB_KEYS_FILE": str(keys),
    }

    for role in (("worker",), ("serve", "--alone", "--port", "0")):
        refused = hub(*role, **environment)
        assert (refused.status, refused.err) == (
            1,
            "hub: the database is not at this release: run `hub migrate`\n",
        )


def test_a_store_without_the_durable_queue_is_told_so(hub: Command, sqlite_url: str, tmp_path: Path) -> None:
    upgrade(sqlite_url)
    refused = hub("worker", HUB_DATABASE_URL=sqlite_url)

    assert (refused.status, refused.err) == (
        1,
        "hub: the database has no durable queue: run `hub migrate`\n",
    )


def test_the_committed_schema_is_fresh_and_printable(hub: Command) -> None:
    assert hub("schema", "--check").status == 0
    assert "type Query" in hub("schema").out


def test_a_wrong_call_ends_with_status_two(hub: Command) -> None:
    assert hub("serve", "--port", "no-number").status == 2
    assert hub("credentials", "new", "x", "--role", "emperor").status == 2


def test_the_unforeseen_is_one_line_that_quotes_nothing(
    hub: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise LookupError("budi@example.org")

    monkeypatch.setattr("hub.cli.schema.sdl", broken)
    ended = hub("schema")

    assert ended.status == 1
    assert re.fullmatch(r"hub: internal error LookupError at \w+\.py:\d+\n", ended.err)


def test_a_rule_that_is_broken_is_a_line_too(hub: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise RuleViolation("INVALID", "say it otherwise")

    monkeypatch.setattr("hub.cli.schema.sdl", broken)

    assert hub("schema").err == "hub: say it otherwise\n"
