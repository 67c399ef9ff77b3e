"""Which instances there are, what they lack, and what stops the start."""

import time
from pathlib import Path

import pytest

from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.connectors.loopback import Loopback
from hub.domain.exchange import Capability, HealthState, Idempotency
from hub.errors import ConfigError
from tests.connectors.samples import NOW

MINIMAL = """\
kind = "declarative"
agency = "62.01.dinkes"
base_url = "https://dinkes.example/api"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 1
health = "/"
[reading]
status = "s"
time = "t"
[forward]
path = "/x"
ref = "id"
[forward.body]
judul = "title"
"""


def load(folder: Path | None, environment: dict[str, str], strict: bool = False) -> Catalogue:
    return load_catalogue(folder, environment, lambda: NOW, time.monotonic, strict=strict)


def one(folder: Path, text: str, environment: dict[str, str] | None = None) -> Catalogue:
    (folder / "dinkes.toml").write_text(text)
    return load(folder, environment or {})


async def test_without_any_variable_all_shipped_instances_are_listed_and_nobody_is_called() -> None:
    catalogue = load(None, {})

    assert len(catalogue.manifests()) >= 9
    assert {manifest.maturity for manifest in catalogue.manifests() if not manifest.pull} == {0}
    assert [
        name for name, manifest in catalogue.listed.items() if catalogue.get(name) and not manifest.pull
    ] == []
    assert catalogue.missing["kobar-wbs"] == ("HUB_KOBAR_WBS_URL", "HUB_SECRET_KOBAR_WBS_TOKEN")
    assert (await catalogue.health("kobar-wbs")).state is HealthState.UNKNOWN
    assert not catalogue.circuit_open("kobar-wbs")
    assert (catalogue.get("nobody"), catalogue.manifest("nobody")) == (None, None)


def test_a_strict_start_names_every_missing_variable_with_file_and_line() -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, {"HUB_KOBAR_WBS_URL": "https://wbs.example"}, strict=True)

    lines = str(caught.value).splitlines()
    assert "kobar-wbs.toml:13: MISSING_SECRET: set HUB_SECRET_KOBAR_WBS_TOKEN in the environment" in lines
    assert not [line for line in lines if "HUB_KOBAR_WBS_URL" in line]


async def test_an_instance_with_address_and_secrets_is_active(tmp_path: Path) -> None:
    catalogue = one(tmp_path, MINIMAL)

    (manifest,) = catalogue.manifests()
    assert (manifest.name, manifest.maturity, manifest.capabilities) == (
        "dinkes",
        1,
        frozenset({Capability.FORWARD}),
    )
    assert catalogue.get("dinkes") is not None
    await catalogue.aclose()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"declarative"', '"magic"', "dinkes.toml:1: UNKNOWN_KIND: use one of ckan, declarative"),
        ("maturity = 1", "maturity = 2", "dinkes.toml:7: BAD_VALUE: its abilities reach 1 at most"),
        ('"none"', '"search"', "dinkes.toml:6: BAD_VALUE: say `search` only where"),
        ('"none"', '"key"', "dinkes.toml:6: BAD_VALUE: say `key` only where"),
        ("https://dinkes.example", "http://dinkes.example", "dinkes.toml:3: BAD_VALUE: use https"),
        ("https://dinkes", "https://user:secret@dinkes", "dinkes.toml:3: BAD_VALUE: use https"),
        ("/api", "/api?key=1", "dinkes.toml:3: BAD_VALUE: use https"),
        ('health = "/"', 'helth = "/"', "dinkes.toml:8: UNKNOWN_KEY"),
        ('"id"', '"id["', "dinkes.toml:14: NOT_JMESPATH"),
        ('judul = "title"', 'judul = "titel"', "dinkes.toml:16: NO_SUCH_FIELD: `titel`"),
        ('judul = "title"', 'judul = "location.lat"', "dinkes.toml:16: NO_SUCH_FIELD: `location.lat`"),
        ('judul = "title"', 'judul = "title.x"', "dinkes.toml:16: NO_SUCH_FIELD: `title.x`"),
        ('judul = "title"', "judul = \"join('', [title, nama])\"", "dinkes.toml:16: NO_SUCH_FIELD: `nama`"),
        (
            'judul = "title"',
            'judul = { value = "kind", lookup = "kinds" }',
            "dinkes.toml:16: NO_SUCH_TABLE: add `[lookups.kinds]`",
        ),
        ('path = "/x"', 'path = "x"', "dinkes.toml:13: BAD_VALUE: expected `str` matching"),
        ('path = "/x"', 'path = "/x/{id}"', "dinkes.toml:13: NO_SUCH_FIELD: `id` is not known here"),
        (
            "[reading]",
            '[changes]\npath = "/c"\nquery = { s = "cursor" }\nitems = "d"\nnext = "n"\n[reading]',
            "dinkes.toml:1: MISSING_KEY: add `[event]`",
        ),
    ],
)
def test_a_wrong_instance_stops_the_start(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in MINIMAL
    with pytest.raises(ConfigError) as caught:
        one(tmp_path, MINIMAL.replace(old, new, 1))

    assert str(caught.value).startswith(told)
    assert "secret" not in str(caught.value)


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(MINIMAL.replace("maturity = 1", "maturity = 4"))

    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})

    assert [line[:6] for line in str(caught.value).splitlines()] == ["a.toml", "b.toml"]


@pytest.mark.parametrize("shape", ["folder", "dangling"])
def test_a_file_that_cannot_be_read_is_a_fault_like_another(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "dinkes.toml"
    if shape == "folder":
        file.mkdir()
    else:
        file.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match=r"dinkes\.toml:1: BAD_TOML: let the hub read the file"):
        load(tmp_path, {})


def test_a_folder_that_is_not_there_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load(tmp_path / "instances", {})
    assert load(tmp_path, {}).manifests() == ()


def test_the_environment_overrides_an_address_and_is_checked_too(tmp_path: Path) -> None:
    text = 'base_url_env = "HUB_DINKES_URL"\n' + MINIMAL
    assert one(tmp_path, text, {"HUB_DINKES_URL": "http://127.0.0.1:9"}).get("dinkes") is not None

    with pytest.raises(ConfigError, match="BAD_VALUE"):
        one(tmp_path, text, {"HUB_DINKES_URL": "http://dinkes.example"})


def test_a_loopback_agency_needs_no_network(tmp_path: Path) -> None:
    text = MINIMAL[: MINIMAL.index("health")].replace("declarative", "loopback")
    catalogue = one(tmp_path, text.replace("https://dinkes.example/api", "memory:"))

    assert isinstance(catalogue.get("dinkes"), Loopback)


def test_ready_connectors_make_a_catalogue_without_files() -> None:
    agency = Loopback.named("dinkes", lambda: NOW, Idempotency.SEARCH)
    catalogue = Catalogue.of(agency)

    assert catalogue.get("dinkes") is agency
    assert catalogue.manifests() == (agency.manifest,)
    assert not catalogue.circuit_open("dinkes")


def test_every_shipped_instance_names_a_page_that_exists() -> None:
    root = Path(__file__).parents[2]
    for file in (root / "hub/connectors/instances").glob("*.toml"):
        source = next(line for line in file.read_text().splitlines() if line.startswith("source"))
        assert (root / source.split('"')[1]).is_file(), file.name


@pytest.mark.parametrize("secret", ["a\nb", "kunci\u00e9", " kunci"])
async def test_a_secret_no_header_can_hold_is_told_without_showing_it(tmp_path: Path, secret: str) -> None:
    auth = '[auth]\nprofile = "bearer"\nsecret_env = "HUB_SECRET_X"\n'
    head = 'kind = "declarative"\nagency = "62.01.x"\nbase_url = "https://a.example"\nzone = "Asia/Jakarta"\n'
    head += 'source = "x"\nidempotency = "none"\nmaturity = 0\nhealth = "/"\n'
    (tmp_path / "x.toml").write_text(head + auth)

    with pytest.raises(ConfigError, match=r"^x.toml:11: BAD_VALUE: set HUB_SECRET_X ") as caught:
        load_catalogue(tmp_path, {"HUB_SECRET_X": secret}, lambda: NOW, lambda: 0.0)

    assert secret not in str(caught.value)
