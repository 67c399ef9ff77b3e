"""A declarative instance has the abilities its file has sections for, and reads webhooks without a call."""

import json
import time
from pathlib import Path

import pytest

from hub.connectors import catalogue
from hub.connectors.base import FeedsChanges, Fetches, Forwards, ReadsWebhooks, Searches, TakesNotes
from hub.connectors.catalogue import load_catalogue
from hub.domain.exchange import Change
from hub.errors import Misunderstood
from tests.connectors.peers import SECRET
from tests.connectors.recorded import recorded
from tests.connectors.samples import NOW

RSUD = (Path(catalogue.__file__).parent / "instances/kobar-rsud.toml").read_text()
PROTOCOLS = {
    "forward": Forwards,
    "search": Searches,
    "fetch": Fetches,
    "changes": FeedsChanges,
    "notes": TakesNotes,
    "webhook": ReadsWebhooks,
}
ENVIRONMENT = {
    "HUB_KOBAR_RSUD_URL": "https://rsud.example",
    "HUB_SECRET_KOBAR_RSUD_KEY": "k",
    "HUB_SECRET_KOBAR_RSUD_WEBHOOK": SECRET,
}


def without(section: str) -> str:
    """The file without a section and its tables."""
    kept, skipping = [], False
    for line in RSUD.splitlines():
        if line.startswith("["):
            skipping = line.strip("[]").split("]")[0].split(".")[0] in (section, "sandbox")
        if not skipping:
            kept.append(line)
    return "\n".join(kept).replace('"key"', '"none"').replace("maturity = 4", "maturity = 0")


@pytest.mark.parametrize("section", PROTOCOLS)
def test_an_ability_goes_with_its_section(tmp_path: Path, section: str) -> None:
    (tmp_path / "kobar-rsud.toml").write_text(without(section))

    loaded = load_catalogue(tmp_path, ENVIRONMENT, lambda: NOW, time.monotonic)

    connector = loaded.get("kobar-rsud")
    assert {name for name, ability in PROTOCOLS.items() if isinstance(connector, ability)} == {
        name for name in PROTOCOLS if name != section
    }


def read(body: bytes) -> list[Change]:
    shipped = Path(catalogue.__file__).parent / "instances"
    connector = load_catalogue(shipped, ENVIRONMENT, lambda: NOW, time.monotonic).get("kobar-rsud")
    assert isinstance(connector, ReadsWebhooks)
    return connector.read_webhook(body)


def test_a_webhook_carries_one_change_or_several() -> None:
    one = json.dumps(recorded("declarative/rest_webhook")).encode()
    several = json.dumps({"data": recorded("declarative/rest_page")["data"]}).encode()  # type: ignore[index]

    assert [change.event_id for change in read(one)] == ["8"]
    assert [change.event_id for change in read(several)] == ["7", "8"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'{"data": null}', b'{"data": 7}', b"\xff", b"[" * 5000]
)
def test_a_body_that_is_no_change_is_misunderstood(body: bytes) -> None:
    with pytest.raises(Misunderstood):
        read(body)
