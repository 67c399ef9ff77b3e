import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from sandbox.faults import UNKNOWN_WORD
from sandbox.launch import kill, restart
from tests.sandbox.harness import System, eventually, system
from tests.sandbox.receiver import Received, receiver

BASE = "/api/v1/pengaduan"
SECRET = "whsec_c2FuZGJveC13ZWJob29rLXRlc3Q="


@pytest.fixture
def hook() -> Iterator[Received]:
    with receiver() as received:
        yield received


@pytest.fixture
def office(tmp_path: Path, hook: Received) -> Iterator[System]:
    config = {"webhook": {"url": hook.url, "secret": SECRET}}
    with system("rest", tmp_path, config) as running:
        running.headers["X-API-Key"] = "sandbox-api-key"
        yield running


def filed(office: System, ticket: str) -> str:
    body = {"nomor_tiket": ticket, "judul": "Laporan", "isi": "Isi."}
    return str(office.post(BASE, body).json()["data"]["nomor"])


def arrived(hook: Received, count: int) -> list[dict[str, Any]]:
    """The bodies, once so many messages are there."""
    eventually(lambda: len(hook.messages) >= count)
    return [orjson.loads(body) for _, body in hook.messages]


def test_a_change_is_pushed_signed_and_equals_the_feed(office: System, hook: Received) -> None:
    number = filed(office, "H-1")
    office.act(number, "answer", note="Sudah.")

    bodies = arrived(hook, 2)

    assert {body["type"] for body in bodies} == {"pengaduan.berubah"}
    assert [body["data"] for body in bodies] == office.get("/api/v1/perubahan").json()["data"]
    for headers, content in hook.messages:
        Webhook(SECRET).verify(content, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_b3RoZXItc2VjcmV0LWZvci10ZXN0cw==").verify(hook.messages[0][1], hook.messages[0][0])
    assert [headers["webhook-id"] for headers, _ in hook.messages] == ["rest-1", "rest-2"]


def test_a_push_is_repeated_with_the_same_id_until_it_is_accepted(office: System, hook: Received) -> None:
    hook.statuses[:] = [500, 404, 200]
    filed(office, "H-2")
    filed(office, "H-3")

    arrived(hook, 4)

    assert [headers["webhook-id"] for headers, _ in hook.messages] == ["rest-1"] * 3 + ["rest-2"]


def test_pushes_can_be_doubled_reversed_and_unreadable(office: System, hook: Received) -> None:
    with office.fault("duplicate"):
        filed(office, "H-4")
        assert [body["data"]["urut"] for body in arrived(hook, 2)] == [1, 1]
    with office.fault("reorder"):
        filed(office, "H-5")
        filed(office, "H-6")
        assert [body["data"]["urut"] for body in arrived(hook, 4)[2:]] == [3, 2]
    with office.fault("unknown_word", path="PUSH", count=1):
        filed(office, "H-7")
        assert arrived(hook, 5)[-1]["data"]["status"] == UNKNOWN_WORD


def test_a_push_that_was_cut_off_by_a_kill_comes_after_the_restart(office: System, hook: Received) -> None:
    hook.statuses[:] = [500] * 3
    filed(office, "H-8")
    arrived(hook, 1)
    kill(office.running)
    before = len(hook.messages)

    restart(office.running)

    assert arrived(hook, before + 1)[-1]["data"]["nomor_tiket"] == "H-8"


def test_the_province_signs_the_raw_body_in_hex(tmp_path: Path, hook: Received) -> None:
    with system("oauth", tmp_path) as province:
        province.control("/webhook", {"url": hook.url, "secret": SECRET})
        grant = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-client-secret",
        }
        token = province.client.post("/oauth/token", data=grant).json()["access_token"]
        province.headers["Authorization"] = f"Bearer {token}"
        report = {"judul": "x", "isi": "y", "kode_wilayah": "52", "rujukan": "H-9"}
        province.post("/v2/laporan", report)

        (body,) = arrived(hook, 1)
        feed = province.get("/v2/laporan/ubah").json()["hasil"]

    headers, content = hook.messages[0]
    assert headers["x-tanda-tangan"] == hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
    assert [body] == feed


def test_kinds_that_push_nothing_say_so(tmp_path: Path) -> None:
    with system("wbs", tmp_path) as wbs, pytest.raises(ValueError, match="pushes nothing"):
        wbs.control("/webhook", {"url": "http://127.0.0.1:1/", "secret": "x"})
