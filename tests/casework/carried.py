"""An office without a line, as the tests of its bundles carry them: its folder, its key, its hub."""

from pathlib import Path

from hub.casework.bundling import Bundling, Imported
from hub.casework.parcel import KeyPair
from hub.casework.telling import Telling
from hub.cli import office, office_folder
from tests.casework.test_collecting import OFFICE
from tests.harness import Hub

KEYS = KeyPair.of(b"o" * 32)


def of(hub: Hub) -> Bundling:
    services = hub.services
    return Bundling(
        hub.tools, services.acting, services.collecting, Telling(hub.tools, services.feed, services.reading)
    )


class Kecamatan:
    """The office: its folder, its key, and the hub it belongs to."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder, self.names = hub, folder, iter(range(1, 1000))

    async def fetch(self) -> office.Opened:
        return self.open((await of(self.hub).export(OFFICE)).file)

    def open(self, file: bytes) -> office.Opened:
        return office.open_bundle(file, KEYS, of(self.hub).public, self.folder)

    def act(self, number: str, word: str, text: str = "Kami kerjakan.", proposes: str | None = None) -> None:
        office.act(self.folder, number, word, text, proposes, f"tindakan-{next(self.names):06}")

    def reply(self) -> bytes:
        return office.reply(self.folder, KEYS, self.hub.now()).file

    async def send(self) -> Imported:
        return await of(self.hub).take(self.reply())

    def codes(self) -> list[str | None]:
        return [one.code for one in office_folder.in_use(self.folder).acts]


def codes(done: Imported) -> list[str]:
    """What became of each act."""
    return [one.code for one in done.results]


async def enrolled(hub: Hub, folder: Path) -> Kecamatan:
    """The office, enrolled, with a folder that is not there yet."""
    await of(hub).enroll(OFFICE, KEYS.public.text)
    return Kecamatan(hub, folder)
