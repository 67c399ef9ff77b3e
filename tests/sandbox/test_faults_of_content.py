"""The disturbances of content, on the kinds that have no change feed."""

from pathlib import Path

from sandbox.faults import UNKNOWN_WORD
from tests.sandbox.harness import System, system

LAPOR = "/lapor/3.0.0/complaints"
LAPOR_HEADERS = {"auth": "Bearer sandbox-lapor", "token": "{00000000-0000-4000-8000-0000000000A1}"}


def test_lapor_logs_can_be_doubled_reversed_and_unreadable(tmp_path: Path) -> None:
    with system("lapor", tmp_path) as lapor:
        lapor.headers.update(LAPOR_HEADERS)
        body = {"title": "x", "content": "[Nomor Tiket L]", "disposition_id": "620100"}
        lapor.post(f"{LAPOR}/complaint", body)
        number = lapor.held("L")[0]["id"]
        lapor.act(number, "accept")

        true = logs(lapor, number)
        with lapor.fault("duplicate"):
            doubled = logs(lapor, number)
        with lapor.fault("reorder"):
            turned = logs(lapor, number)
        with lapor.fault("unknown_word"):
            spoiled = lapor.get(f"{LAPOR}/{number}/complaint").json()["results"]

    assert doubled == [true[0], true[0], true[1], true[1]]
    assert turned == true[::-1]
    assert spoiled["data"]["status_name"] == UNKNOWN_WORD
    assert spoiled["data_logs"][-1]["status_new"] == {"name": UNKNOWN_WORD}


def logs(lapor: System, number: str) -> list[int]:
    results = lapor.get(f"{LAPOR}/{number}/complaint").json()["results"]
    return [log["id"] for log in results["data_logs"]]


def test_wbs_and_sapawarga_can_use_a_word_nobody_knows(tmp_path: Path) -> None:
    with system("wbs", tmp_path) as wbs:
        wbs.headers["Token-Key"] = "sandbox-token-key"
        body = {"topik_laporan": "pungli", "keterangan": "x", "referensi": "W"}
        code = wbs.post("/api/laporan", body).json()["kode_laporan"]
        with wbs.fault("unknown_word"):
            assert wbs.get(f"/api/laporan/{code}").json()["status"] == UNKNOWN_WORD

    with system("sapawarga", tmp_path) as portal:
        grant = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-client-secret",
        }
        token = portal.client.post("/realms/sapawarga/protocol/openid-connect/token", data=grant)
        portal.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        complaint = {"title": "x", "description": "y", "category_id": "1", "city_id": "2"}
        number = portal.post("/aduan/complaints", complaint).json()["data"]["id"]
        with portal.fault("unknown_word"):
            shown = portal.get(f"/aduan/complaints/{number}").json()["data"]
        with portal.fault("duplicate"):
            listed = portal.get("/aduan/complaints").json()["data"]["data"]

    assert shown["complaint_status_id"] == UNKNOWN_WORD
    assert [item["id"] for item in listed] == [number, number]
