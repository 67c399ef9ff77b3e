"""Models as files: taken back as they were put, refused when anything about them is wrong, and never code."""

import hashlib
import io
import pickletools
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from hub.errors import ModelRefused
from hub.learning import arrays
from hub.learning.model import Model
from hub.learning.shelf import Shelf
from hub.learning.training import lesson
from tests.learning.lessons import about, few, linear, plain

KINDS = pytest.mark.parametrize("model", [plain, linear])
TABLES = {"plain": "tables.json", "linear": "arrays.npz"}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def opinions(model: Model) -> list[object]:
    return [model.rank(lesson(one).case) for one in few(60)]


def sealed(place: Path, change: Callable[[bytes], bytes], file: str = "manifest.json") -> None:
    """Change a file as somebody would who knows about digests and seals."""
    before = (place / file).read_bytes()
    after = change(before)
    assert after != before
    (place / file).write_bytes(after)
    if file != "manifest.json":
        said = (place / "manifest.json").read_bytes()
        old, new = (hashlib.sha256(one).hexdigest().encode() for one in (before, after))
        (place / "manifest.json").write_bytes(said.replace(old, new))
    seal = hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest()
    (place / "manifest.sha256").write_text(seal)


@KINDS
def test_a_model_that_comes_back_says_what_it_said_before(shelf: Shelf, model: Callable[[], Model]) -> None:
    shelf.put(model(), about())

    back = shelf.take("kota")

    assert back.title == "kota@1"
    assert opinions(back) == opinions(model())
    text = ("Lampu jalan", "lampu jalan padam, tiang lampu gelap", "62.01.01", None)
    assert back.advise(*text) == model().advise(*text)


@KINDS
def test_the_same_model_gives_the_same_bytes_and_none_of_them_is_a_pickle(
    tmp_path: Path, model: Callable[[], Model]
) -> None:
    places = [Shelf(tmp_path / name).put(model(), about()) for name in ("one", "two")]

    one, two = ({file.name: file.read_bytes() for file in place.iterdir()} for place in places)
    assert one == two
    for content in one.values():
        for member in _members(content):
            with pytest.raises(ValueError, match=r".*"):
                list(pickletools.genops(member))


def _members(content: bytes) -> Iterator[bytes]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    else:
        yield content


@KINDS
def test_a_single_changed_byte_anywhere_is_noticed(shelf: Shelf, model: Callable[[], Model]) -> None:
    place = shelf.put(model(), about())
    for file in sorted(place.iterdir()):
        content = file.read_bytes()
        for at in range(0, len(content), 1 + len(content) // 12):
            file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises(ModelRefused):
                shelf.take("kota@1")
        file.write_bytes(content[:-1])
        with pytest.raises(ModelRefused):
            shelf.take("kota@1")
        file.write_bytes(content)

    assert shelf.take("kota@1").title == "kota@1"


def with_array(name: str, change: Callable[[np.ndarray], object]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        with np.load(io.BytesIO(content)) as file:
            arrays = {one: file[one] for one in file.files}
        arrays[name] = change(arrays[name])
        out = io.BytesIO()
        np.savez(out, **{one: array for one, array in arrays.items() if array is not None})
        return out.getvalue()

    return changed


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("planes", lambda array: np.full_like(array, np.nan)),
        ("offsets", lambda array: np.full_like(array, np.inf)),
        ("base", lambda array: array[:1]),
        ("speaks_for", lambda array: array[:-1]),
        ("planes", lambda array: array.astype(np.float64)),
        ("planes", lambda array: array.astype(object)),
        ("houses", lambda array: array + 99),
        ("words", lambda array: np.full_like(array, 0xFF)),
        ("word_rarity", lambda array: array[1:]),
        ("base", lambda array: None),
    ],
    ids=[
        *(
            "nan",
            "infinite",
            "one table",
            "row less",
            "wide",
            "objects",
            "no house",
            "no text",
            "rarity",
            "none",
        )
    ],
)
def test_arrays_that_do_not_fit_are_refused_though_their_digest_is_right(
    shelf: Shelf,
    name: str,
    change: Callable[[np.ndarray], object],
) -> None:
    sealed(shelf.put(linear(), about()), with_array(name, change), "arrays.npz")

    with pytest.raises(ModelRefused):
        shelf.take("kota")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"base":[', b'"base":[1.0,'),
        (b'"base":[', b'"base":[null,'),
        (b'"base":[', b'"base":[1e999,'),
        (b'"words":', b'"wards":'),
        (b"[[0", b"[[7"),
    ],
    ids=["long", "null", "infinite", "misspelt", "no house"],
)
def test_tables_that_do_not_fit_are_refused_though_their_digest_is_right(
    shelf: Shelf, old: bytes, new: bytes
) -> None:
    sealed(shelf.put(plain(), about()), lambda content: content.replace(old, new), "tables.json")

    with pytest.raises(ModelRefused):
        shelf.take("kota")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"name": "../kota"},
        {"version": 2},
        {"kind": "pickle"},
        {"houses": []},
        {"houses": ["one"]},
        {"kinds": {"99": {"name": "x", "offices": [], "where": {}}}},
        {"blend": {"warmth": {}, "first": {}, "others": {}, "sharpness": 1.0}},
        {"surprise": 1},
    ],
    ids=["format", "name", "version", "kind", "empty", "houses", "kinds", "blend", "unknown"],
)
def test_a_manifest_that_does_not_fit_is_refused(shelf: Shelf, change: dict[str, object]) -> None:
    def changed(content: bytes) -> bytes:
        return msgspec.json.encode({**msgspec.json.decode(content), **change})

    sealed(shelf.put(plain(), about()), changed)

    with pytest.raises(ModelRefused):
        shelf.take("kota")


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "..", "A", "-x", "x" * 41, "a@1", "a\n", "/etc"])
def test_a_name_that_leads_elsewhere_is_no_name(shelf: Shelf, name: str) -> None:
    with pytest.raises(ModelRefused):
        shelf.next_version(name)
    with pytest.raises(ModelRefused):
        shelf.take(name)
    with pytest.raises(ModelRefused):
        shelf.forget(name)


def test_what_lies_behind_a_link_is_no_model(shelf: Shelf, tmp_path: Path) -> None:
    other = Shelf(tmp_path / "elsewhere")
    place = other.put(plain(), about())
    shelf.folder.mkdir()
    (shelf.folder / "kota").symlink_to(place.parent)
    with pytest.raises(ModelRefused):
        shelf.take("kota@1")
    (shelf.folder / "kota").unlink()
    (shelf.folder / "kota").mkdir()
    (shelf.folder / "kota" / "0001").symlink_to(place)
    with pytest.raises(ModelRefused):
        shelf.take("kota@1")

    mine = place / "tables.json"
    mine.rename(place / "hidden")
    mine.symlink_to("hidden")
    with pytest.raises(ModelRefused):
        other.take("kota@1")


def test_versions_count_up_and_one_is_in_force_until_another_is(shelf: Shelf) -> None:
    assert (shelf.current(), shelf.stamp(), list(shelf.manifests())) == (None, None, [])
    for version in (1, 2, 3):
        assert shelf.next_version("kota") == version
        model = Model("kota", version, plain().knowledge, plain().blend, plain().sureness)
        shelf.put(model, about())
    assert shelf.take("kota").title == "kota@3"

    stamps = []
    for title in ("kota@3", "kota@2", None, "kota@2"):
        shelf.use(title)
        assert shelf.current() == title
        stamps.append(shelf.stamp())
    assert len(set(stamps)) > 1
    with pytest.raises(ModelRefused, match="in force"):
        shelf.forget("kota@2")

    assert shelf.forget("kota@1") == ["kota@1"]
    assert [one.version for one in shelf.manifests()] == [2, 3]
    assert not list(shelf.folder.rglob(".*"))


def test_a_version_is_never_written_over(shelf: Shelf) -> None:
    shelf.put(plain(), about())

    with pytest.raises(ModelRefused, match="cannot be stored"):
        shelf.put(plain(), about())
    assert [one.name for one in (shelf.folder / "kota").iterdir() if one.is_dir()] == ["0001"]


def test_the_number_of_a_forgotten_model_is_not_given_again(shelf: Shelf) -> None:
    for version in (1, 2):
        shelf.put(replace(plain(), version=version), about())

    assert shelf.forget("kota@2") == ["kota@2"]
    assert shelf.next_version("kota") == 3
    assert shelf.forget("kota") == ["kota@1"]
    assert Shelf(shelf.folder).next_version("kota") == 3
    assert shelf.next_version("kab") == 1

    (shelf.folder / "kota" / "newest").write_bytes(b"many\xff")
    with pytest.raises(ModelRefused, match="newest"):
        shelf.next_version("kota")


def test_a_folder_that_is_no_version_is_passed_over(shelf: Shelf) -> None:
    shelf.put(plain(), about())
    for name in ("\u00b2", "1", "old", "1234567"):
        (shelf.folder / "kota" / name).mkdir()

    assert [one.version for one in shelf.manifests()] == [1]
    assert shelf.next_version("kota") == 2


def test_a_damaged_archive_is_refused_wherever_it_is_damaged(shelf: Shelf) -> None:
    place = shelf.put(linear(), about())
    content = (place / "arrays.npz").read_bytes()
    for at in range(0, len(content), 1 + len(content) // 40):
        broken = content[:at] + bytes(8) + content[at + 8 :]
        if broken != content:
            try:
                arrays.unpacked(broken, len(linear().knowledge.houses))
            except ModelRefused:
                continue  # either whole or refused, and nothing else


def test_arrays_that_swell_when_unpacked_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = arrays.packed(linear().knowledge.reader)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = [entry.file_size for entry in archive.infolist()]
    monkeypatch.setattr(arrays, "MOST_BYTES", sum(sizes) - 1)

    with pytest.raises(ModelRefused, match="too large"):
        arrays.unpacked(content, len(linear().knowledge.houses))


@pytest.mark.parametrize("change", [b'"ordinary":[0.0,', b'"ordinary":[1e999,', b'"ordinary":[1.0,1.0,'])
def test_a_manifest_whose_shares_do_not_fit_is_refused(shelf: Shelf, change: bytes) -> None:
    def changed(content: bytes) -> bytes:
        packed = msgspec.json.encode(msgspec.json.decode(content))
        return re.sub(rb'"ordinary":\[[^,]+,', change, packed)

    sealed(shelf.put(plain(), about()), changed)

    with pytest.raises(ModelRefused):
        shelf.take("kota")
