"""Every fault of a description is told with file, line, code and what to do, before anything starts."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from hub.connectors.catalogue import load_catalogue
from hub.connectors.declarative import spec
from hub.connectors.declarative.spec import Spec
from hub.connectors.formula import Compiler, Value
from hub.connectors.instance import Instance, Origin
from hub.errors import ConfigError
from tests.connectors.samples import NOW

SMALL = """\
kind = "declarative"
agency = "62.01.dinkes"
base_url = "https://a.example"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 1
health = "/"
[forward]
path = "/a"
ref = "id"
"""
WHOLE = """\
kind = "declarative"
agency = "62.01.dinkes"
base_url = "https://dinkes.example/api"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "key"
maturity = 4
health = "/"
pii_fields = ["pelapor.nama", "nik"]
[auth]
profile = "login"
path = "/masuk"
user_env = "U"
secret_env = "P"
token = "data.token"
[splp]
header = "AuthorizationSPLP"
secret_env = "K"
[limits]
retry_statuses = [420, 502]
per_second = 5
burst = 3
[errors]
"E12" = "refused"
"409" = "unconfirmed"
[webhook]
scheme = "hmac-sha256"
header = "X-Sign"
timestamp_header = "X-Stamp"
secret_env = "W"
[answers]
success_when = "status == `true`"
failure_code = "kode"
[forward]
path = "/x"
method = "PUT"
key_header = "Idempotency-Key"
ref = "id"
headers = { X-Wilayah = "region" }
query = { sumber = "'hub'" }
[forward.body]
judul = "title"
jenis = { value = "kind", lookup = "kinds" }
[search]
path = "/x"
query = { tiket = "ticket" }
items = "data"
match = "tiket"
ref = "id"
pagination = { style = "page", parameter = "p", size = 10 }
[fetch]
path = "/x/{ref}"
[fetch_many]
path = "/banyak"
method = "POST"
body = { nomor = "refs" }
items = "data"
ref = "id"
[changes]
path = "/c"
query = { s = "cursor" }
items = "d"
next = "n"
pagination = { style = "next_url", next = "links.next" }
[reading]
status = { value = "s", lookup = "words" }
time = { value = "t", date = "%d-%m-%Y" }
[event]
id = "i"
ref = "r"
order = "o"
[notes]
path = "/x/{ref}/n"
form = { isi = "text" }
[counts]
path = "/rekap"
query = { dari = "first", sampai = "last" }
items = "d"
[facilities]
path = "/fasilitas"
query = { wilayah = "region" }
items = "d"
id = "i"
name = "n"
kind = { value = "k", lookup = "sorts" }
[lookups.kinds]
COMPLAINT = "pengaduan"
[lookups.words]
"1" = "Baru"
[lookups.sorts]
RS = "HOSPITAL"
[statuses]
"Baru" = "ASSIGNED"
[sandbox]
kind = "rest"
fixtures = { fetch = "declarative/rest_detail" }
"""
SECRETS = dict.fromkeys("UPKW", "secret")


def load(folder: Path, text: str) -> Any:
    (folder / "dinkes.toml").write_text(text)
    return load_catalogue(folder, SECRETS, lambda: NOW, time.monotonic, strict=True).get("dinkes")


def line_of(written: str, text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if written in line)


def test_the_whole_description_is_sound(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE).most_at_once == 50


FAULTS = [
    ('token = "data.token"', 'token = "data["', "token =", "NOT_JMESPATH"),
    ('profile = "login"', 'profile = "logon"', "profile =", "BAD_VALUE"),
    ('user_env = "U"\n', "", "[auth]", "MISSING_KEY: add `user_env` to `auth`"),
    (
        'secret_env = "K"',
        'secret_env = "K"\ntoken_path = "/token"',
        "[splp]",
        "MISSING_KEY: give `secret_env`",
    ),
    ("AuthorizationSPLP", "Authorization", "[splp]", "BAD_VALUE: choose another `header`"),
    ("[420, 502]", "[200]", "retry_statuses", "BAD_VALUE: name HTTP statuses"),
    ("[420, 502]", "[409]", '"409"', "BAD_VALUE: say what 409 means"),
    ("per_second = 5", "per_second = 0", "per_second", "BAD_VALUE"),
    ("burst = 3", "bursts = 3", "bursts", "UNKNOWN_KEY"),
    ('"refused"', '"rejected"', '"E12"', "BAD_VALUE"),
    ('"nik"', '"nik."', "pii_fields", "BAD_VALUE: write names apart by dots"),
    ('header = "X-Sign"\n', "", "[webhook]", "MISSING_KEY: add `header`"),
    ('"hmac-sha256"', '"basic"', "[webhook]", "MISSING_KEY: add `user_env`"),
    ('timestamp_header = "X-Stamp"', 'timestamp_header = "X"\nsigned = "{body}"', "[webhook]", "BAD_VALUE"),
    ('timestamp_header = "X-Stamp"', 'encoding = "base32"', "encoding", "BAD_VALUE"),
    ('"status == `true`"', '"status = true"', "success_when", "NOT_JMESPATH"),
    ('"status == `true`"', '"status == `yes`"', "success_when", "NOT_JMESPATH"),
    ('"status == `true`"', '"contain(a, b)"', "success_when", "NOT_JMESPATH"),
    ('method = "PUT"', 'method = "DELETE"', "method =", "BAD_VALUE"),
    ('method = "PUT"', 'method = "GET"', "[forward]", "BAD_VALUE: choose another `method`"),
    ('X-Wilayah = "region"', 'X-Wilayah = "regio"', "X-Wilayah", "NO_SUCH_FIELD: `regio`"),
    ('judul = "title"', 'judul = "title.x"', "judul", "NO_SUCH_FIELD"),
    ('judul = "title"', 'judul = "reporter"', "judul", "NO_SUCH_FIELD"),
    ('lookup = "kinds"', 'lookup = "kind"', "jenis", "NO_SUCH_TABLE: add `[lookups.kind]`"),
    ('lookup = "kinds"', 'table = "kinds"', "jenis", "UNKNOWN_KEY"),
    ('tiket = "ticket"', 'tiket = "`1`"', "[search]", "MISSING_KEY: use `ticket`"),
    ('style = "page"', 'style = "pages"', 'pagination = { style = "pages', "BAD_VALUE"),
    ('parameter = "p"', 'param = "p"', "param =", "UNKNOWN_KEY"),
    ("size = 10", "most = 1001", "most", "BAD_VALUE"),
    ('next = "links.next"', 'next = "links["', "links[", "NOT_JMESPATH"),
    ('path = "/x/{ref}"', 'path = "/x/{id}"', "/x/{id}", "NO_SUCH_FIELD: `id`"),
    ('path = "/x/{ref}"', 'path = "/x"', "[fetch]", "MISSING_KEY: use `ref`"),
    ('path = "/x/{ref}"', 'path = "x/{ref}"', 'path = "x/{ref}"', "BAD_VALUE"),
    ('method = "POST"\n', "", "[fetch_many]", "BAD_VALUE: choose another `method`"),
    ('s = "cursor"', 's = "`0`"', "[changes]", "MISSING_KEY: use `cursor`"),
    ('lookup = "words"', 'lookup = "word"', "status = {", "NO_SUCH_TABLE"),
    ('time = { value = "t"', 'times = { value = "t"', "times =", "UNKNOWN_KEY"),
    ("[reading]", '[reading]\nreporter = "x"', "reporter", "UNKNOWN_KEY: remove `reporter`"),
    (
        'form = { isi = "text" }',
        'form = { isi = "text" }\nbody = { isi = "text" }',
        "form = { isi",
        "BAD_VALUE",
    ),
    ('form = { isi = "text" }', 'form = { isi = "key" }', "[notes]", "MISSING_KEY: use `text`"),
    ('sampai = "last"', 'sampai = "first"', "[counts]", "MISSING_KEY: use `last`"),
    (', lookup = "sorts" }', " }", 'kind = { value = "k"', "BAD_VALUE: write `{ value"),
    ('"HOSPITAL"', '"RUMAH SAKIT"', "RS =", "BAD_VALUE: `RS` must be one of"),
    ("fixtures = { fetch", "fixtures = { fetsh", "fixtures", "NO_SUCH_FIELD: name a section"),
    ('key_header = "Idempotency-Key"\n', "", "idempotency", "BAD_VALUE: say `key` only where"),
    ('"ASSIGNED"', '"TAKEN"', '"Baru" =', "BAD_VALUE"),
]


@pytest.mark.parametrize(("old", "new", "at", "told"), FAULTS, ids=lambda value: str(value)[:24])
def test_a_fault_is_told_at_its_line(tmp_path: Path, old: str, new: str, at: str, told: str) -> None:
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)

    assert str(caught.value).startswith(f"dinkes.toml:{line_of(at, text)}: {told}")


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("event", "dinkes.toml:1: MISSING_KEY: add `[event]`"),
        ("reading", "dinkes.toml:1: MISSING_KEY: add `[reading]`"),
        ("fetch", "MISSING_KEY: add `[fetch]`"),
    ],
)
def test_a_section_that_others_need_is_missed(tmp_path: Path, section: str, told: str) -> None:
    lines, kept, skipping = WHOLE.splitlines(), [], False
    for line in lines:
        skipping = line == f"[{section}]" if line.startswith("[") else skipping
        kept += [] if skipping else [line]
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "\n".join(kept).replace('fixtures = { fetch = "declarative/rest_detail" }', ""))
    assert told in str(caught.value)


def fields(struct: type[Struct]) -> list[str]:
    return list(struct.__struct_fields__)


SECTIONS = [*fields(Spec), *fields(Instance)]
STRUCTS = [found for found in vars(spec).values() if isinstance(found, type) and issubclass(found, Struct)]
KEYS = sorted({key for struct in (Instance, *STRUCTS) for key in fields(struct)})
TEXTS = st.sampled_from(
    [
        *("", "@", "a[", "data.x", "title", "ticket", "cursor", "`1`", "join(',', refs)", "a && b"),
        *("/x", "/x/{ref}", "/{", "{ref}", "login", "password", "page", "link", "GET", "POST", "key"),
        *("Asia/Jakarta", "standard-webhooks", "basic", "\u0000", "é" * 3, "[" * 300, "*", "a.b.c", ".."),
    ]
)
ODD = TEXTS | st.integers(-5, 700) | st.booleans() | st.floats(allow_nan=False) | st.lists(TEXTS, max_size=2)
TABLE = st.dictionaries(st.sampled_from(KEYS) | TEXTS, ODD, max_size=4)
ANY = ODD | TABLE | st.dictionaries(st.sampled_from(KEYS), TABLE, max_size=3)


def toml(value: Any) -> str:
    """A value in one line of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value) if isinstance(value, float) else json.dumps(value)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(SECTIONS) | TEXTS, ANY, max_size=5), st.booleans())
@example({"answers": {"success_when": "[" * 300}}, True)
@example({"lookups": {"kinds": {"a": "b"}}, "facilities": {"kind": {"value": "x", "lookup": "kinds"}}}, True)
def test_no_file_of_any_keys_ends_in_anything_but_a_told_fault(
    tmp_path: Path, keys: dict[str, Any], on_top: bool
) -> None:
    """Random keys alone, and in place of those of a sound file."""
    text = "".join(f"{json.dumps(name)} = {toml(value)}\n" for name, value in keys.items())
    sound = WHOLE
    if on_top:
        top, rest = WHOLE[: WHOLE.index("[auth]")].splitlines(keepends=True), WHOLE[WHOLE.index("[auth]") :]
        parts = ["[" + part for part in rest.split("\n[")]
        parts[0] = parts[0][1:]
        kept = [line for line in top if line.split(" ")[0] not in keys]
        kept_parts = [part for part in parts if part[1:].split("]")[0].split(".")[0] not in keys]
        sound = "".join(kept) + text + "\n".join(kept_parts)
    try:
        load(tmp_path, sound if on_top else text)
    except ConfigError as fault:
        for line in str(fault).splitlines():
            assert line.startswith("dinkes.toml:")
            assert line.split(":")[1].isdigit()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('"@.titel"', "NO_SUCH_FIELD"),
        ('"@ | titel"', "NO_SUCH_FIELD"),
        ('"@.[title, titel]"', "NO_SUCH_FIELD"),
        ('"location | lintang"', "NO_SUCH_FIELD"),
        ('"location.latitude.x"', "NO_SUCH_FIELD"),
        ('{ value = "title", date = "%d" }', "BAD_VALUE"),
    ],
)
def test_no_way_of_writing_hides_a_field_that_is_not_there(tmp_path: Path, entry: str, code: str) -> None:
    assert f":13: {code}: " in loaded(tmp_path, f"{SMALL}[forward.body]\nx = {entry}\n")


@pytest.mark.parametrize(
    "entry", ['"@.title"', '"@ | location.latitude"', '"location | latitude"', '"@.[title]"']
)
def test_other_ways_of_writing_a_field_that_is_there_are_taken(tmp_path: Path, entry: str) -> None:
    assert loaded(tmp_path, f"{SMALL}[forward.body]\nx = {entry}\n") == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('health = "/"', 'health = "/\\u0007"'),
        ('health = "/"', 'health = "/\\n"'),
        ('"/a"', '"/a#b"'),
        ('"/a"', '"/a b"'),
        ('ref = "id"', 'ref = "id"\nkey_header = "X\\nY"'),
        ('ref = "id"', 'ref = "id"\nheaders = { "X: a\\r\\nY" = "title" }'),
        ('ref = "id"', 'ref = { value = "id", date = "%Q" }'),
        ("https://a.example", "https://a.example:99999"),
        ("https://a.example", "https://[::1"),
        ("https://a.example", "https://a\\u0007.example"),
        ("https://a.example", "https://a .example"),
        ("Asia/Jakarta", "Asia"),
        ("Asia/Jakarta", "A" * 300),
    ],
)
def test_what_no_call_could_be_made_with_is_a_fault_of_the_file(tmp_path: Path, old: str, new: str) -> None:
    assert old in SMALL
    assert ": BAD_VALUE: " in loaded(tmp_path, SMALL.replace(old, new))


def test_a_form_nothing_can_be_read_by_is_told(tmp_path: Path) -> None:
    reading = '[fetch]\npath = "/{ref}"\n[reading]\nstatus = "s"\ntime = "t"\ntime_format = "%Q"\n'

    assert ":17: BAD_VALUE: " in loaded(tmp_path, SMALL + reading)


def test_a_moment_is_sent_as_the_clock_on_the_wall_shows_it() -> None:
    compiler = Compiler(Origin("x.toml", ""), {}, "Asia/Makassar")
    entries: dict[str, str | Value] = {
        "at": Value("created_at", date="%d-%m-%Y %H:%M"),
        "on": Value("occurred_on", date="%d/%m/%Y"),
    }

    make = compiler.maker("forward.body", entries, {"created_at", "occurred_on"})

    late = {"created_at": "2026-11-22T20:30:00Z", "occurred_on": "2026-11-22"}
    assert make(late) == {"at": "23-11-2026 04:30", "on": "22/11/2026"}


def loaded(folder: Path, text: str) -> str:
    """The faults of one file; empty: it loads."""
    (folder / "kecil.toml").write_text(text)
    try:
        load_catalogue(folder, {}, lambda: NOW, time.monotonic)
    except ConfigError as fault:
        return str(fault)
    return ""
