"""From an agency's papers to a system that answers, and the guards that tell when it changes."""

import base64
import json
import os
import sqlite3
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from hub.app import kit
from hub.settings import Settings
from sandbox.launch import Running, control, kill, start
from tests.cli.conftest import Command, Outcome

KEY = "kunci-uji-yang-rahasia"
PLAIN = """\
kind = "declarative"
agency = "62.01.x"
base_url = "https://a.example"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 0
health = "/"
"""
VILLAGE = """\
kind = "sql"
agency = "62.01.desa"
base_url_env = "HUB_SECRET_DESA_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 1
records = { table = "t", id = "id", status = "s", changed = "c" }
forward = { table = "t", id = "id", row = { title = "title" } }
"""
NIK, NAME = "6201021502900001", "Siti Aminah"
DRAFT = """curl {url}/v2/keluhan -H 'Authorization: Bearer {key}' \\
  --json '{{"perihal": "a", "uraian": "b", "ref_luar": "c"}}'
{{"keluhan": {{"id": "HD-1", "ref_luar": "c", "status": "Baru", "tanggapan": null,
  "diubah": "2026-03-02T08:00:00+07:00"}}}}
curl '{url}/v2/keluhan?ref_luar=c' -H 'Authorization: Bearer {key}'
{{"daftar": [{{"id": "HD-1", "ref_luar": "c", "status": "Baru", "pelapor": {{"nama": "{name}"}}}}]}}
curl {url}/v2/keluhan/HD-1 -H 'Authorization: Bearer {key}'
{{"keluhan": {{"id": "HD-1", "status": "Baru", "tanggapan": null, "diubah": "2026-03-02T08:00:00+07:00"}}}}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An agency nobody has seen; its officers sit still."""
    running = start(
        "helpdesk",
        "bantuan",
        tmp_path_factory.mktemp("office"),
        {"api_key": KEY, "officers": {"enabled": False}},
    )
    yield running
    kill(running)


@pytest.fixture(scope="module")
def record(office: Running) -> str:
    """A record of it that is full of what must not get out."""
    body = {
        "perihal": "Lampu",
        "uraian": f"NIK {NIK}",
        "ref_luar": "X#1",
        "nama": NAME,
        "no_hp": "081234567890",
    }
    connection = HTTPConnection(office.url.removeprefix("http://"), timeout=5)
    connection.request("POST", "/v2/keluhan", json.dumps(body), {"Authorization": f"Bearer {KEY}"})
    made: str = json.loads(connection.getresponse().read())["keluhan"]["id"]
    connection.close()
    control(office, f"/records/{made}/act", {"do": "accept", "note": f"{NAME} sudah ditelepon, NIK {NIK}"})
    return made


class Bench:
    """A folder with a drafted instance, and the commands on it."""

    def __init__(self, hub: Command, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self.file = folder / "bantuan.toml"

    def __call__(self, *arguments: str, **environment: str) -> Outcome:
        own = {"HUB_INSTANCE_DIR": str(self.folder), "HUB_SECRET_BANTUAN_KEY": KEY, **environment}
        return self.hub("connectors", *arguments, **own)

    def change(self, old: str, new: str) -> None:
        text = self.file.read_text()
        assert old in text
        self.file.write_text(text.replace(old, new))

    @property
    def written(self) -> str:
        return "".join(file.read_text() for file in self.folder.rglob("*") if file.is_file())


@pytest.fixture
def bench(hub: Command, tmp_path: Path, office: Running) -> Bench:
    """With `bantuan` drafted from three calls."""
    (tmp_path / "calls.txt").write_text(DRAFT.format(url=office.url, key=KEY, name=NAME))
    folder = tmp_path / "instances"
    made = hub(
        *("connectors", "new", "bantuan", "--agency", "62.01.dinsos"),
        *("--from-curl", str(tmp_path / "calls.txt"), "--dir", str(folder)),
    )
    assert (made.status, made.err) == (0, "")
    assert "export HUB_SECRET_BANTUAN_KEY=..." in made.out
    assert "  1. bantuan.toml:5: zone: " in made.out
    assert KEY not in made.out
    found = Bench(hub, folder)
    assert not [word for word in (KEY, NAME) if word in found.written]
    return found


def test_a_file_is_never_overwritten_and_a_source_is_needed(bench: Bench, tmp_path: Path) -> None:
    before = bench.file.read_text()
    again = bench("new", "bantuan", "--from-curl", str(tmp_path / "calls.txt"))
    nowhere = bench("new", "lain")
    odd = bench("new", "../lain", "--from-curl", str(tmp_path / "calls.txt"))

    assert (again.status, nowhere.status, odd.status) == (1, 1, 1)
    assert "is there already" in again.err
    assert "--from-curl FILE or --from-openapi FILE" in nowhere.err
    assert bench.file.read_text() == before


def test_a_draft_that_is_not_filled_in_says_where(bench: Bench) -> None:
    bench.change('"ASSIGNED"', '"FILL-IN"')
    line = next(n for n, text in enumerate(bench.file.read_text().splitlines(), 1) if "FILL-IN" in text)

    listed = bench("list")

    assert (listed.status, listed.err) == (
        1,
        f"hub: bantuan.toml:{line}: FILL_IN: put the agency's value here\n",
    )


def test_check_says_line_by_line_how_the_system_is(bench: Bench) -> None:
    good = bench("check", "bantuan")
    wrong = bench("check", "bantuan", HUB_SECRET_BANTUAN_KEY="wrong-key")
    gone = bench("check", "bantuan", HUB_BANTUAN_URL="http://127.0.0.1:1")
    unknown = bench("check", "nobody")

    assert (good.status, wrong.status, gone.status, unknown.status) == (0, 1, 1, 1)
    assert "ok    credential  accepted (HUB_SECRET_BANTUAN_KEY)" in good.out
    assert "warn  batch       each record is one call" in good.out
    assert (
        "fail  credential  refused (HTTP 401): put the agency's value into HUB_SECRET_BANTUAN_KEY"
        in wrong.out
    )
    assert "fail  connection  nobody listens on port 1" in gone.out
    assert "there is no instance nobody" in unknown.err


def test_try_shows_both_sides_and_no_secret(bench: Bench, record: str) -> None:
    tried = bench("try", "bantuan", "fetch", record)

    assert tried.status == 0
    assert f"/v2/keluhan/{record}" in tried.out
    assert "> authorization: ***" in tried.out
    assert '"status_text": "Disposisi"' in tried.out
    assert '! the word "Disposisi" stands for nothing yet' in tried.out
    assert not [word for word in (KEY, NIK, "081234567890") if word in tried.out]


def test_a_write_needs_a_yes_and_is_marked_as_a_trial(bench: Bench, office: Running) -> None:
    before = control(office, "/state")["records"]
    refused = bench("try", "bantuan", "forward")
    held = control(office, "/state")["records"]
    made = bench("try", "bantuan", "forward", "--yes")

    assert (refused.status, made.status) == (1, 0)
    assert (held, control(office, "/state")["records"]) == (before, before + 1)
    assert control(office, "/records")[-1]["title"].startswith("[UJI COBA]")
    number = made.out.partition("the sample's number is ")[2].partition(",")[0]
    assert '"id": "HD-' in bench("try", "bantuan", "search", number).out
    assert bench("try", "bantuan", "changes").err == (
        "hub: bantuan cannot changes; it has: health, forward, search, fetch\n"
    )
    assert "HTTP_404" in bench("try", "bantuan", "fetch", "HD-0").out


def test_a_cassette_holds_nobody_and_replays_without_key_and_network(
    bench: Bench, record: str, office: Running
) -> None:
    bench.change('"Baru" = ', '"Disposisi" = "ASSIGNED"\n"Baru" = ')
    for arguments in (("health",), ("fetch", record), ("search", "X"), ("forward", "--yes")):
        assert bench("record", "bantuan", "--operation", *arguments).status == 0
    assert not [word for word in (KEY, NIK, NAME, "081234567890", "ditelepon") if word in bench.written]

    replayed = bench("replay", "bantuan", HUB_SECRET_BANTUAN_KEY="", HUB_BANTUAN_URL="http://127.0.0.1:1")
    assert (replayed.status, replayed.out.count("ok")) == (0, 4)
    row = json.loads(bench("list", "--json").out)[0]
    assert (row["name"], row["recorded"], row["one_by_one"]) == ("bantuan", 4, True)

    bench.change('"Disposisi" = "ASSIGNED"', '"Disposisi" = "CLOSED"')
    changed = bench("replay", "bantuan")
    assert changed.status == 1
    assert 'result status: "ASSIGNED" -> "CLOSED"' in changed.out
    bench.change('"Disposisi" = "CLOSED"', '"Disposisi" = "ASSIGNED"')
    bench.change('uraian = "body"', 'uraian = "title"')
    changed = bench("replay", "bantuan")
    assert changed.status == 1
    assert "request body uraian: " in changed.out


def test_drift_tells_new_words_and_answers_that_are_gone(bench: Bench, record: str, office: Running) -> None:
    bench.change('"Baru" = ', '"Disposisi" = "ASSIGNED"\n"Baru" = ')
    assert bench("record", "bantuan", "--operation", "fetch", record).status == 0
    calm = bench("drift", "bantuan")
    control(office, "/fault", {"mode": "unknown_word"})
    strange = bench("drift", "bantuan")
    control(office, "/fault", {"mode": "garbage"})
    broken = bench("drift", "bantuan")
    control(office, "/fault", {"mode": "none"})

    assert (calm.status, strange.status, broken.status) == (0, 1, 1)
    assert "word   Menunggu Rapat Lintas Bidang" in strange.out
    assert "failed fetch: it was a result, now it is Misunderstood NO_JSON" in broken.out


def test_drift_tells_a_field_that_is_gone(bench: Bench, record: str) -> None:
    assert bench("record", "bantuan", "--operation", "fetch", record).status == 0
    [file] = (bench.folder / "fixtures/bantuan").glob("*.json")
    tape = json.loads(file.read_bytes())
    tape["exchanges"][0]["answer"]["keluhan"]["prioritas"] = "tinggi"
    file.write_text(json.dumps(tape))

    changed = bench("drift", "bantuan")

    assert changed.status == 1
    assert "gone   keluhan.prioritas: it was always there, as text" in changed.out


def test_the_list_fits_eighty_columns(hub: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    listed = hub("connectors", "list")

    table = listed.out.partition("\n\n")[0].splitlines()
    assert listed.status == 0
    assert max(map(len, table)) <= 80
    assert [line for line in table if line.startswith("palangkaraya-open311 open311")]


def test_a_system_that_speaks_no_http_has_nothing_to_record(
    hub: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite3.connect(tmp_path / "desa.db").close()
    (tmp_path / "desa.toml").write_text(VILLAGE)
    monkeypatch.setenv("HUB_INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("HUB_SECRET_DESA_URL", f"sqlite:///{tmp_path / 'desa.db'}")

    refused = hub("connectors", "record", "desa")

    assert refused.status == 1
    assert refused.err == "hub: kind sql speaks no HTTP: there is nothing to record; use `try`\n"


def test_secrets_are_known_in_every_form_they_travel_in(tmp_path: Path) -> None:
    """Also one under a name of the operator's own, and both halves of a `Basic` header."""
    proof = '[auth]\nprofile = "basic"\nuser_env = "NAMA"\nsecret_env = "SANDI"\n'
    (tmp_path / "x.toml").write_text(PLAIN + proof)
    os.environ |= {"NAMA": "petugas-hub", "SANDI": "rahasia sekali+1"}
    try:
        masks = kit.subject(Settings(instance_dir=tmp_path), "x").masks
    finally:
        del os.environ["NAMA"], os.environ["SANDI"]

    basic = base64.b64encode(b"petugas-hub:rahasia sekali+1").decode()
    for form in ("rahasia sekali+1", "rahasia%20sekali%2B1", "rahasia+sekali%2B1", basic):
        assert masks.shown_text(f"we got {form}") == "we got ***"
        assert form not in masks.scrubbed_text(f"/x?y={form}")
