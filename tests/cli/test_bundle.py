"""docs/bundle.md is followed to the letter, by an office and a hub that share nothing but two sticks."""

import asyncio
import re
import shlex
from pathlib import Path

import pytest

from hub.app.building import settings_of
from hub.app.roles import opened
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseKind, CaseStatus, IdentityProtection, Visibility
from hub.domain.commands import Submission
from tests.cli.conftest import Command, Outcome

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/bundle.md").read_text(), re.DOTALL)
OFFICE = "21.04.kec-bakung-serumpun"
PORTAL = Caller("portal", "Portal", Role.PORTAL, channel="lapornurani")


class Shell:
    """As much of a shell as the page needs: variables, and the output of a command as a variable."""

    def __init__(self, hub: Command, database: str) -> None:
        self.hub, self.known = hub, {"HUB_DATABASE_URL": database}
        self.names: dict[str, str] = {}
        self.said: list[str] = []

    def follow(self, line: str, **instead: str) -> None:
        name, _, value = line.partition("=")
        if name.isupper():
            command = re.fullmatch(r"\$\((.*)\)", value)
            self.names[name] = instead.get(name) or (self.run(command[1]).out.strip() if command else value)
        else:
            self.said.append(self.run(line).out)

    def run(self, line: str) -> Outcome:
        words = [re.sub(r"\$([A-Z]+)", lambda found: self.names[found[1]], one) for one in shlex.split(line)]
        assert words[0] == "hub"
        done = self.hub(*words[1:], **self.known)
        assert (done.status, done.err) == (0, ""), line
        return done


@pytest.fixture
def shell(hub: Command, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """In an empty folder, with a hub on SQLite."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(hub, sqlite_url)
    shell.run("hub migrate")
    return shell


async def waiting(database: str) -> str:
    """A case that waits for the office."""
    case = Submission(
        idempotency_key="key-00000001",
        kind=CaseKind.COMPLAINT,
        title="Surat pengantar lambat",
        body="Surat pengantar dari kantor camat belum jadi.",
        region="21.04.13",
        topic="pemerintahan.kecamatan",
        identity_protection=IdentityProtection.NONE,
        visibility=Visibility.PUBLIC,
    )
    async with opened(settings_of({"HUB_DATABASE_URL": database}), migrates=False) as hub:
        return (await hub.services.intake.submit(PORTAL, case)).case.tracking_number


async def status_of(database: str, number: str) -> CaseStatus:
    async with opened(settings_of({"HUB_DATABASE_URL": database}), migrates=False) as hub:
        officer = Caller("petugas", "petugas", Role.OFFICER, agency=OFFICE)
        case = await hub.services.reading.case(officer, number)
    assert case is not None
    return case.status


def test_the_page_is_followed_to_the_letter(shell: Shell, sqlite_url: str, tmp_path: Path) -> None:
    number = asyncio.run(waiting(sqlite_url))
    lines = [line for block in BLOCKS for line in block.splitlines()]

    for line in lines:
        shell.follow(line, CASE=number)

    said = "".join(shell.said)
    assert len(lines) > 15
    assert said.count(" DONE\n") == 3
    assert asyncio.run(status_of(sqlite_url, number)) is CaseStatus.ANSWERED
    page = (tmp_path / "office/index.html").read_text()
    assert "sudah dilaksanakan di hub" in page
    assert "Surat pengantar dapat diambil" in page
    assert number in page
    for secret in ("office.key", "office/state.json", f"office/cases/{number}.json", "office/index.html"):
        assert (tmp_path / secret).stat().st_mode & 0o077 == 0


def test_what_goes_wrong_is_one_line_and_no_file(shell: Shell, tmp_path: Path) -> None:
    shell.follow("OFFICE=$(hub bundle keys --out office.key)")
    shell.follow(f'hub bundle enroll {OFFICE} --key "$OFFICE"')
    shell.follow(f"hub bundle export --agency {OFFICE} --out a.bundle")
    changed = bytearray((tmp_path / "a.bundle").read_bytes())
    changed[-1] ^= 1
    (tmp_path / "b.bundle").write_bytes(changed)
    public = shell.run("hub bundle public").out.strip()
    (tmp_path / "open.key").write_bytes((tmp_path / "office.key").read_bytes())
    (tmp_path / "open.key").chmod(0o644)

    for words, said in {
        ("keys", "--out", "office.key"): "office.key cannot be made: File exists",
        (
            "export",
            "--agency",
            "21.04.dinkes",
            "--out",
            "x",
        ): "21.04.dinkes is not enrolled: `hub bundle enroll`",
        ("open", "b.bundle", "--key", "office.key", "--hub", public, "--out", "o"): (
            "the bundle was changed, or is not of whom it names"
        ),
        ("open", "a.bundle", "--key", "office.key", "--out", "o"): (
            "say by --hub which hub the bundle must be of"
        ),
        ("open", "a.bundle", "--key", "open.key", "--hub", public, "--out", "o"): (
            "open.key is a secret and is open to others: chmod 600"
        ),
        ("import", "nowhere"): "nowhere cannot be read: No such file or directory",
        ("act", "o", "H-1", "accept", "ya"): "o holds no opened bundle: `hub bundle open` comes first",
        ("fingerprint", "abc"): "a key begins with bundle-public-1: and must be copied whole",
    }.items():
        refused = shell.hub("bundle", *words, **shell.known)
        assert (refused.status, refused.err) == (1, f"hub: {said}\n")
    assert not (tmp_path / "o").exists()


def test_acts_are_checked_when_they_are_written_down(shell: Shell, sqlite_url: str) -> None:
    number = asyncio.run(waiting(sqlite_url))
    shell.follow("OFFICE=$(hub bundle keys --out office.key)")
    shell.follow(f'hub bundle enroll {OFFICE} --key "$OFFICE"')
    shell.follow("HUB=$(hub bundle public)")
    shell.follow(f"hub bundle export --agency {OFFICE} --out a.bundle")
    shell.follow('hub bundle open a.bundle --key office.key --hub "$HUB" --out o')

    for words in (
        (number, "close", "ya"),
        (number, "accept", " "),
        (number, "accept", "x" * 10_001),
        (number, "accept", "ya", "--propose", "21.04.dinkes"),
        ("H-0000-0000-0000", "accept", "ya"),
        ("../../state", "accept", "ya"),
    ):
        assert shell.hub("bundle", "act", "o", *words, **shell.known).status == 1
    assert "0 acts" in shell.run("hub bundle reply o --key office.key --out r.bundle").out
    again = shell.run("hub bundle open a.bundle --key office.key --out o").out
    assert again == "bundle 1 had been opened already; nothing was done\n"
