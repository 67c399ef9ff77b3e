"""A partner of the simulated LAPOR: two accounts, and the calls it makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.sandbox.harness import System, system

BASE = "/lapor/3.0.0"
OWN, HEALTH, ROADS = "620100", "620101", "620102"
CONFIG = {
    "accounts": [
        {"institution_id": OWN, "auth_header_value": "Bearer uji-satu", "token": "{AAAA-1}"},
        {
            "institution_id": ROADS,
            "auth_header_name": "X-Lapor-Auth",
            "auth_header_value": "Bearer uji-dua",
            "token": "{BBBB-2}",
        },
    ],
    "institutions": [
        {"id": OWN, "name": "Pemerintah Kabupaten Contoh"},
        {"id": HEALTH, "name": "Dinas Kesehatan Contoh"},
        {"id": ROADS, "name": "Dinas Pekerjaan Umum Contoh"},
    ],
    "followups_per_page": 2,
}
FIRST = {"auth": "Bearer uji-satu", "token": "{AAAA-1}"}
SECOND = {"X-Lapor-Auth": "Bearer uji-dua", "token": "{BBBB-2}"}


@contextmanager
def lapor_system(directory: Path) -> Iterator[System]:
    """LAPOR as the first account sees it."""
    with system("lapor", directory, CONFIG) as running:
        running.headers.update(FIRST)
        yield running


def complaint(ticket: str, **more: object) -> dict[str, Any]:
    return {
        "title": "Jembatan retak",
        "content": f"Jembatan kayu di dusun retak. [Nomor Tiket {ticket}]",
        "channel": 26,
        "classification_id": 6,
        "category_id": 15,
        "disposition_id": OWN,
        "attachments": False,
        **more,
    }


def created(lapor: System, ticket: str, **more: object) -> int:
    answer = lapor.post(f"{BASE}/complaints/complaint", complaint(ticket, **more)).json()
    return int(answer.get("complaint_id") or answer["results"]["complaint"]["id"])


def hand_over(lapor: System, number: int, target: str, **more: object) -> dict[str, Any]:
    body = {"is_request": 1, "not_authority": 1, "reason": target, "reason_description": "Sesuai wewenang."}
    answer = lapor.post(f"{BASE}/complaints/process/{number}/reject", {**body, **more})
    assert answer.status_code == 200
    return dict(answer.json())


def detail(lapor: System, number: int) -> dict[str, Any]:
    return dict(lapor.get(f"{BASE}/complaints/{number}/complaint").json()["results"])
