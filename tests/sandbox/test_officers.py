from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.harness import System, eventually, system

BASE = "/api/v1/pengaduan"
LAPOR = "/lapor/3.0.0/complaints"
LAPOR_HEADERS = {"auth": "Bearer sandbox-lapor", "token": "{00000000-0000-4000-8000-0000000000A1}"}
QUICK: dict[str, Any] = {"enabled": True, "delay": 0.02}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("rest", tmp_path_factory.mktemp("officers")) as running:
        running.headers["X-API-Key"] = "sandbox-api-key"
        yield running


def filed(office: System, ticket: str, text: str) -> str:
    body = {"nomor_tiket": ticket, "judul": "Laporan", "isi": text}
    return str(office.post(BASE, body).json()["data"]["nomor"])


def words(office: System, number: str) -> list[str]:
    return [event["status"] for event in office.control(f"/records/{number}")["events"]]


def settled(office: System, number: str, word: str) -> dict[str, Any]:
    """The record once it shows that word."""

    def look() -> dict[str, Any] | None:
        record: dict[str, Any] = office.control(f"/records/{number}")
        return record if record["status"] == word else None

    return eventually(look)


def test_officers_work_through_a_record_by_themselves_and_answer(office: System) -> None:
    office.control("/officers", QUICK)
    number = filed(office, "O-1", "Pohon tumbang.")

    record = settled(office, number, "Selesai")

    assert words(office, number) == ["Diterima", "Diterima", "Diproses", "Selesai"]
    assert len(record["events"][-1]["note"]) > 20
    assert [event["by"] for event in record["events"]] == ["sender", "officer", "officer", "officer"]


def test_a_rule_makes_them_return_ask_answer_or_hold(office: System) -> None:
    office.control(
        "/officers",
        {
            **QUICK,
            "rules": [
                {
                    "contains": "JALAN",
                    "do": "return",
                    "proposed": "62.01.pupr",
                    "reason": "Bukan jalan kami.",
                },
                {"contains": "kapan", "do": "ask", "question": "Tanggal berapa?"},
                {"contains": "obat", "do": "answer", "answer": "Obat sudah tersedia."},
                {"contains": "simpan", "do": "hold"},
            ],
        },
    )
    returned = filed(office, "O-2", "Lubang di jalan desa.")
    asked = filed(office, "O-3", "Kapan dilayani?")
    answered = filed(office, "O-4", "Stok obat habis.")
    held = filed(office, "O-5", "Simpan dulu.")

    record = settled(office, returned, "Ditolak - Bukan Wewenang")
    assert (record["events"][-1]["note"], record["events"][-1]["proposed"]) == (
        "Bukan jalan kami.",
        "62.01.pupr",
    )
    assert settled(office, asked, "Tunda")["events"][-1]["note"] == "Tanggal berapa?"
    assert settled(office, answered, "Selesai")["events"][-1]["note"] == "Obat sudah tersedia."
    assert words(office, held) == ["Diterima"]

    office.post(f"{BASE}/{asked}/catatan", {"isi": "Tanggal tiga."})
    settled(office, asked, "Selesai")
    assert words(office, asked) == ["Diterima", "Diterima", "Tunda", "Diproses", "Selesai"]


def test_officers_that_are_sent_home_do_nothing_until_they_come_back(office: System) -> None:
    office.control("/officers", {"enabled": False})
    number = filed(office, "O-6", "Menunggu.")
    assert office.control("/state")["officers"] is False

    office.control("/officers", QUICK)

    assert settled(office, number, "Selesai")["received_count"] == 1


def test_a_step_by_hand_may_use_any_word(office: System) -> None:
    office.control("/officers", {"enabled": False})
    number = filed(office, "O-7", "Dengan tangan.")

    record = office.act(number, "progress", word="Dijadwalkan", note="Besok.")

    assert (record["status"], record["events"][-1]["note"]) == ("Dijadwalkan", "Besok.")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/officers", {"rules": [{"do": "dance"}]}),
        ("/officers", {"rules": [{"contain": "x"}]}),
        ("/officers", {"delay": -1}),
        ("/records/none/act", {"do": "accept"}),
        ("/webhook", {"url": "ftp://example.org", "secret": "x"}),
    ],
)
def test_the_control_plane_refuses_what_makes_no_sense(
    office: System, path: str, body: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        office.control(path, body)


def test_an_act_nobody_knows_is_refused(office: System) -> None:
    number = filed(office, "O-8", "Aneh.")

    with pytest.raises(ValueError, match="cannot dance"):
        office.act(number, "dance")
    with pytest.raises(ValueError, match="missing: 'do'"):
        office.control(f"/records/{number}/act", {})


def test_in_lapor_each_institution_has_officers_of_its_own(tmp_path: Path) -> None:
    rules = [
        {"institution": "620100", "do": "hold"},
        {"institution": "620101", "do": "return", "proposed": "620102", "reason": "Bukan urusan kesehatan."},
    ]
    with system("lapor", tmp_path, {"officers": {**QUICK, "rules": rules}}) as lapor:
        lapor.headers.update(LAPOR_HEADERS)
        body = {"title": "Pipa bocor", "content": "[Nomor Tiket L-1]", "disposition_id": "620100"}
        lapor.post(f"{LAPOR}/complaint", body)
        number = lapor.held("L-1")[0]["id"]

        pass_on(lapor, number, "620101")
        returned = settled(lapor, number, "Bukan Wewenang")
        pass_on(lapor, number, "620102")
        finished = settled(lapor, number, "Selesai")

    assert returned["institution"] == "620100"
    assert finished["institution"] == "620102"
    assert [(event["do"], event["institution"]) for event in finished["events"]] == [
        ("created", "620100"),
        ("hand_over", "620100"),
        ("return", "620101"),
        ("hand_over", "620100"),
        ("accept", "620102"),
        ("progress", "620102"),
        ("answer", "620102"),
    ]


def pass_on(lapor: System, number: str, target: str) -> None:
    body = {"is_request": 1, "not_authority": 1, "reason": target}
    assert lapor.post(f"{LAPOR}/process/{number}/reject", body).json()["status"] is True


def test_in_sapawarga_they_verify_coordinate_follow_up_and_finish(tmp_path: Path) -> None:
    with system("sapawarga", tmp_path, {"officers": QUICK}) as portal:
        grant = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-client-secret",
        }
        token = portal.client.post("/realms/sapawarga/protocol/openid-connect/token", data=grant)
        portal.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        complaint = {"title": "x", "description": "y", "category_id": "1", "city_id": "2", "sp4n_id": "S-1"}
        number = portal.post("/aduan/complaints", complaint).json()["data"]["id"]
        settled(portal, number, "finished")

        assert words(portal, number) == ["unverified", "verified", "coordinated", "followup", "finished"]
