"""Where models lie: a folder per name, one per version in it, a small file that names the one in force."""

import errno
import hashlib
import importlib.util
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from hub.errors import ModelRefused
from hub.learning import tables
from hub.learning.knowledge import Knowledge, Reader
from hub.learning.manifest import FORMAT, About, Manifest, faults
from hub.learning.model import Model
from hub.learning.plain import Plain

MANIFEST, SEAL, CURRENT, NEWEST = "manifest.json", "manifest.sha256", "current", "newest"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
TITLE = re.compile(r"([a-z0-9][a-z0-9-]{0,39})(?:@([1-9][0-9]{0,5}))?")
NUMBER = re.compile(r"[0-9]{4,6}")
ARRAYS = "arrays.npz"
LONGEST_TITLE, MOST_SAID, MOST_BYTES = 100, 32 * 1024**2, 2 * 1024**3
Kind = Literal["linear", "plain"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of a deployment. Files are data: nothing in them runs."""

    folder: Path

    def next_version(self, name: str) -> int:
        """The version a new model of that name gets: one that no model had, forgotten ones included.

        Raises:
            ModelRefused: that is no name, or what the newest was cannot be read.
        """
        if not NAME.fullmatch(name):
            raise ModelRefused("a name has up to 40 small letters, digits and hyphens")
        return max(self._newest(name), *self._versions(name), 0) + 1

    def put(self, model: Model, about: About) -> Path:
        """Store a model under its name and version, whole or not at all.

        Raises:
            ModelRefused: that version is there already.
        """
        knowledge, place = model.knowledge, self._place(model.name, model.version)
        kind, file, content = _packed(knowledge.reader)
        manifest = Manifest(
            format=FORMAT,
            kind=kind,
            name=model.name,
            version=model.version,
            digest=hashlib.sha256(content).hexdigest(),
            houses=tuple(knowledge.houses),
            kinds=dict(knowledge.kinds),
            fields=knowledge.fields,
            blend=model.blend,
            sureness=model.sureness,
            about=about,
        )
        said = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        seal = hashlib.sha256(said).hexdigest().encode()
        place.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        try:
            for name, bytes_of in ((file, content), (MANIFEST, said), (SEAL, seal)):
                (new / name).write_bytes(bytes_of)
            new.chmod(0o755)
            newest = max(self._newest(model.name), model.version)
            _replace(place.parent / NEWEST, str(newest))  # first, so that no number is ever given twice
            new.rename(place)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            raise ModelRefused(f"{model.title} cannot be stored: it is there, or the disk is full") from None
        return place

    def _newest(self, name: str) -> int:
        """The highest number ever given; 0: none was. Raises `ModelRefused`."""
        try:
            return int(_read(self.folder / name / NEWEST, LONGEST_TITLE))
        except FileNotFoundError:
            return 0
        except (OSError, ValueError):
            raise ModelRefused(f"{name}/{NEWEST} holds no number: write the highest one ever used") from None

    def manifests(self) -> Iterator[Manifest]:
        """What there is, by name and version; what cannot be read is left out."""
        for name in sorted(one.name for one in self._folders(self.folder) if NAME.fullmatch(one.name)):
            for version in sorted(self._versions(name)):
                try:
                    yield self.manifest(name, version)
                except ModelRefused:
                    continue

    def manifest(self, name: str, version: int) -> Manifest:
        """What a model says of itself. Raises `ModelRefused`: there is none, or it is not sound."""
        try:
            content = _read(self._place(name, version) / MANIFEST, MOST_SAID)
            seal = _read(self._place(name, version) / SEAL, MOST_SAID)
        except OSError:
            raise ModelRefused(f"{name}@{version}: there is no manifest") from None
        if hashlib.sha256(content).hexdigest().encode() != seal.strip():
            raise ModelRefused(f"{name}@{version}: its manifest was changed after training")
        try:
            found = msgspec.json.decode(content, type=Manifest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise ModelRefused(f"{name}@{version}: the manifest is wrong ({fault})") from None
        wrong = next(faults(found), "")
        if wrong or (found.name, found.version) != (name, version):
            raise ModelRefused(f"{name}@{version}: {wrong or 'the manifest is of another model'}")
        return found

    def take(self, title: str) -> Model:
        """A model by `name@version`, or the newest of a name.

        Raises:
            ModelRefused: there is none, it was changed, or it needs a library that is not installed.
        """
        name, version = self.known(title)
        manifest = self.manifest(name, version)
        try:
            content = _read(self._place(name, version) / _file_of(manifest), MOST_BYTES)
        except OSError:
            raise ModelRefused(f"{name}@{version}: its tables are missing") from None
        if hashlib.sha256(content).hexdigest() != manifest.digest:
            raise ModelRefused(f"{name}@{version}: its tables were changed after training")
        reader = _unpacked(manifest, content)
        knowledge = Knowledge(manifest.houses, manifest.kinds, reader, manifest.fields)
        return Model(name, version, knowledge, manifest.blend, manifest.sureness)

    def known(self, title: str) -> tuple[str, int]:
        """Name and version of a title; the newest where it names none. Raises `ModelRefused`."""
        read = TITLE.fullmatch(title)
        versions = self._versions(read[1]) if read else []
        if read is None or not versions or (read[2] and int(read[2]) not in versions):
            raise ModelRefused(f"there is no model {title}; `hub routing models` lists them")
        return read[1], int(read[2]) if read[2] else max(versions)

    def current(self) -> str | None:
        """Title of the model in force; None: there is none. Raises `ModelRefused`: it cannot be read."""
        try:
            title = _read(self.folder / CURRENT, LONGEST_TITLE).decode().strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise ModelRefused(f"{CURRENT} cannot be read: `hub routing use` writes it anew") from None
        return title or None

    def stamp(self) -> tuple[int, int] | None:
        """Another value whenever `use` was called; cheap."""
        try:
            found = (self.folder / CURRENT).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def use(self, title: str | None) -> None:
        """Put a model in force, or none; processes notice by themselves. `take` it first, to be sure."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self.folder / CURRENT, title or "")

    def forget(self, title: str) -> list[str]:
        """Delete a version, or all of a name; the titles that are gone.

        Raises:
            ModelRefused: there is none, or the one in force is among them.
        """
        name, version = self.known(title)
        versions = [version] if "@" in title else sorted(self._versions(name))
        gone = [f"{name}@{one}" for one in versions]
        if self.current() in gone:
            raise ModelRefused(f"{self.current()} is in force: use another one first, or none")
        for one in versions:
            shutil.rmtree(self._place(name, one))
        return gone

    def _place(self, name: str, version: int) -> Path:
        return self.folder / name / f"{version:04}"

    def _versions(self, name: str) -> list[int]:
        return [int(one.name) for one in self._folders(self.folder / name) if NUMBER.fullmatch(one.name)]

    def _folders(self, within: Path) -> list[Path]:
        if within != self.folder and within.is_symlink():
            return []
        return (
            [one for one in within.iterdir() if one.is_dir() and not one.is_symlink()]
            if within.is_dir()
            else []
        )


def _read(file: Path, most: int) -> bytes:
    """A file of this folder itself, nothing a link leads to. Raises `OSError`, also where it is too large."""
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as content:
        if not stat.S_ISREG((about := os.fstat(content.fileno())).st_mode) or about.st_size > most:
            raise OSError(errno.EFBIG, "too large, or no file")
        return content.read(most)


def _replace(file: Path, line: str) -> None:
    """A small file, whole or as it was before."""
    handle, new = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(f"{line}\n")
    Path(new).chmod(0o644)
    Path(new).replace(file)


def _file_of(manifest: Manifest) -> str:
    return tables.FILE if manifest.kind == "plain" else ARRAYS


def _packed(reader: Reader) -> tuple[Kind, str, bytes]:
    if isinstance(reader, Plain):
        return "plain", tables.FILE, tables.packed(reader)
    from hub.learning import arrays  # needs numpy
    from hub.learning.linear import Linear

    if not isinstance(reader, Linear):
        raise TypeError(f"no file is known for {type(reader).__name__}")
    return "linear", ARRAYS, arrays.packed(reader)


def _unpacked(manifest: Manifest, content: bytes) -> Reader:
    if manifest.kind == "plain":
        return tables.unpacked(content, len(manifest.houses))
    if importlib.util.find_spec("numpy") is None:
        raise ModelRefused(f"{manifest.name}@{manifest.version} needs the extra `routing` (numpy)")
    from hub.learning import arrays

    return arrays.unpacked(content, len(manifest.houses))
