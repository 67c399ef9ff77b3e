from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.harness import System, system

BASE = "/aduan/complaints"
TOKEN = "/realms/jabar/protocol/openid-connect/token"
CONFIG = {"realm": "jabar", "client_id": "hub-uji", "client_secret": "rahasia-uji"}
GRANT = {"grant_type": "client_credentials", "client_id": "hub-uji", "client_secret": "rahasia-uji"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("sapawarga", tmp_path_factory.mktemp("sapawarga"), CONFIG) as running:
        token = running.client.post(TOKEN, data=GRANT).json()["access_token"]
        running.headers["Authorization"] = f"Bearer {token}"
        yield running


def complaint(ticket: str, **more: object) -> dict[str, Any]:
    return {
        "title": "Lampu jalan mati",
        "description": "Sudah dua minggu gelap.",
        "user_name": "Pelapor",
        "category_id": "1",
        "city_id": "32.73",
        "sp4n_id": ticket,
        "source_id": "sp4n",
        "type": "private",
        **more,
    }


def created(portal: System, ticket: str) -> str:
    return str(portal.post(BASE, complaint(ticket)).json()["data"]["id"])


def test_a_token_lives_for_five_minutes(portal: System) -> None:
    answer = portal.client.post(TOKEN, data=GRANT).json()

    assert (answer["expires_in"], answer["token_type"]) == (300, "Bearer")


def test_wrong_credentials_realm_and_token_are_refused(portal: System) -> None:
    wrong = portal.client.post(TOKEN, data={**GRANT, "client_secret": "salah"})
    realm = portal.client.post(TOKEN.replace("jabar", "lain"), data=GRANT)
    token = portal.client.get(BASE, headers={"Authorization": "Bearer x.y.z"})

    assert (wrong.status_code, wrong.json()["error"]) == (401, "unauthorized_client")
    assert realm.status_code == 404
    assert token.status_code == 401


def test_a_new_complaint_has_two_ids(portal: System) -> None:
    answer = portal.post(BASE, complaint("S-1"))

    assert answer.status_code == 201
    assert len(answer.json()["data"]["id"]) == 36
    assert answer.json()["data"]["complaint_id"].startswith("AD-")


def test_a_validation_error_names_the_fields(portal: System) -> None:
    answer = portal.post(BASE, {"title": "x", "description": "y", "source_id": "wa", "city_id": "1"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "4221400"
    assert set(answer.json()["errors"]) == {"category_id", "source_id"}
    assert isinstance(answer.json()["errors"]["category_id"], list)


def test_duplicates_are_not_refused_but_the_list_shows_the_partners_number(portal: System) -> None:
    ids = [created(portal, "S-2") for _ in range(2)]

    page = portal.get(BASE, complaint_source="sp4n", page_size=100).json()["data"]

    assert [item["id"] for item in page["data"] if item["sp4n_id"] == "S-2"] == ids[::-1]
    assert [record["received_count"] for record in portal.held("S-2")] == [2, 2]


def test_the_list_is_newest_first_in_pages(portal: System) -> None:
    ids = [created(portal, f"S-3-{turn}") for turn in range(5)]

    pages = [portal.get(BASE, page=page, page_size=2).json()["data"] for page in (1, 2)]

    assert [item["id"] for page in pages for item in page["data"]] == ids[:0:-1]
    assert pages[0]["page_size"] == 2
    assert pages[0]["total_pages"] == -(-pages[0]["total_data"] // 2)
    assert portal.get(BASE, complaint_source="hotline").json()["data"]["data"] == []


def test_the_list_can_be_sorted_by_the_latest_change(portal: System) -> None:
    first, second = created(portal, "S-4-1"), created(portal, "S-4-2")
    portal.act(first, "progress")

    page = portal.get(BASE, sort_by="updated_at", page_size=2).json()["data"]["data"]

    assert [item["id"] for item in page] == [first, second]


def test_the_list_can_be_narrowed_to_a_phase(portal: System) -> None:
    number = created(portal, "S-5")
    portal.act(number, "progress")

    ids = {
        phase: {item["id"] for item in portal.get(BASE, phase=phase, page_size=100).json()["data"]["data"]}
        for phase in ("verification", "coordination")
    }

    assert number in ids["coordination"]
    assert number not in ids["verification"]


def test_one_complaint_shows_status_note_and_offset_times(portal: System) -> None:
    number = created(portal, "S-6")
    portal.act(number, "answer", note="Lampu sudah diganti.")

    shown = portal.get(f"{BASE}/{number}", phase="sp4n").json()["data"]

    assert (shown["complaint_status_id"], shown["note"]) == ("finished", "Lampu sudah diganti.")
    assert datetime.fromisoformat(shown["updated_at"]) > datetime.fromisoformat(shown["created_at"])
    assert shown["updated_at"].endswith("+07:00")


def test_a_return_names_an_agency_or_goes_to_the_national_system(portal: System) -> None:
    number = created(portal, "S-7")

    assert portal.act(number, "return", note="Bukan kami.", proposed="62.01")["status"] == "rejected"
    shown = portal.get(f"{BASE}/{number}").json()["data"]
    assert (shown["diverted_to"], shown["note"]) == ("62.01", "Bukan kami.")
    assert portal.act(number, "return", proposed="sp4n")["status"] == "diverted_to_span"


def test_the_tracking_list_tells_who_wrote_what_and_when(portal: System) -> None:
    number = created(portal, "S-8")
    portal.act(number, "accept", note="Diterima.")
    portal.patch(f"{BASE}/{number}/follow-up", {"note": "Kapan diperbaiki?"})

    lines = portal.get(f"{BASE}/{number}/tracking-sp4n").json()["data"]

    assert [line["tracking_note"] for line in lines[1:]] == ["Diterima.", "Kapan diperbaiki?"]
    assert lines[1]["tracking_by"] != lines[2]["tracking_by"]
    assert datetime.fromisoformat(lines[0]["tracking_at"]).utcoffset() is not None
    assert set(lines[0]) == {"tracking_at", "tracking_by", "tracking_note"}


def test_a_follow_up_after_a_question_puts_the_complaint_back_to_work(portal: System) -> None:
    number = created(portal, "S-9")
    assert portal.act(number, "ask")["status"] == "postponed"

    answer = portal.patch(f"{BASE}/{number}/follow-up", {"note": "Tiang nomor 12."}).json()

    assert answer["data"]["complaint_status_id"] == "followup"


def test_operators_can_type_the_national_number_and_the_authority_later(portal: System) -> None:
    number = created(portal, "S-10")

    portal.patch(f"{BASE}/{number}/add-sp4n", {"sp4n_id": "9100077"})
    shown = portal.patch(f"{BASE}/{number}/determine-authority", {"authority": "pemprov"}).json()["data"]

    assert (shown["sp4n_id"], shown["authority"]) == ("9100077", "pemprov")
    assert shown["complaint_status_id"] == "not_yet_coordinated"


@pytest.mark.parametrize("verb", ["add-sp4n", "determine-authority", "follow-up"])
def test_an_empty_patch_is_a_validation_error(portal: System, verb: str) -> None:
    number = created(portal, "S-11")

    assert portal.patch(f"{BASE}/{number}/{verb}", {}).status_code == 422
    assert portal.patch(f"{BASE}/does-not-exist/{verb}", {}).status_code == 404


def test_masters_can_be_narrowed(portal: System) -> None:
    everywhere = portal.get("/aduan/dispositions").json()["data"]
    narrowed = portal.get("/dispositions", authority="pemkab").json()["data"]

    assert len(everywhere) > len(narrowed) > 0
    assert {item["authority"] for item in narrowed} == {"pemkab"}
    for name in ("categories", "subcategories", "authorities", "opds"):
        assert portal.get(f"/{name}").json()["data"]
