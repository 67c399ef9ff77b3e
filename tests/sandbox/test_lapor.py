import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from tests.sandbox.harness import System
from tests.sandbox.partner import (
    BASE,
    HEALTH,
    OWN,
    ROADS,
    complaint,
    created,
    detail,
    hand_over,
    lapor_system,
)

WIB = timezone(timedelta(hours=7))


@pytest.fixture(scope="module")
def lapor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with lapor_system(tmp_path_factory.mktemp("lapor")) as running:
        yield running


def test_the_new_id_is_at_the_root_when_even_and_nested_when_odd(lapor: System) -> None:
    answers = [
        lapor.post(f"{BASE}/complaints/complaint", complaint(f"L-1-{turn}")).json() for turn in range(4)
    ]

    roots = [answer["complaint_id"] for answer in answers if "complaint_id" in answer]
    nested = [answer["results"]["complaint"]["id"] for answer in answers if "results" in answer]
    assert [number % 2 for number in roots] == [0, 0]
    assert [number % 2 for number in nested] == [1, 1]


def test_the_ticket_is_found_in_the_content_and_a_repeated_post_makes_a_second_complaint(
    lapor: System,
) -> None:
    numbers = [created(lapor, "L-2") for _ in range(2)]

    held = lapor.held("L-2")

    assert [record["id"] for record in held] == [str(number) for number in numbers]
    assert [record["received_count"] for record in held] == [2, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"content": None},
        {"disposition_id": None},
        {"disposition_id": HEALTH},
        {"attachments": [1]},
        {"attachments": "1,2"},
        {"attachments": "[999999]"},
        {"attachments": '["satu"]'},
    ],
)
def test_a_failure_is_http_200_without_an_id(lapor: System, wrong: dict[str, object]) -> None:
    answer = lapor.post(f"{BASE}/complaints/complaint", {**complaint("L-3"), **wrong})

    assert answer.status_code == 200
    assert answer.json()["status"] is False
    assert "complaint_id" not in answer.json()
    assert "results" not in answer.json()
    assert lapor.held("L-3") == []


def test_uploads_come_back_as_images_and_docs_and_attach_by_a_string_with_a_full_stop(lapor: System) -> None:
    files = [
        ("attachments[]", ("foto.jpg", b"\xff\xd8foto", "image/jpeg")),
        ("attachments[]", ("surat.pdf", b"%PDF-1.4", "application/pdf")),
    ]
    answer = lapor.client.post(f"{BASE}/complaints/complaint/file", files=files, headers=lapor.headers)
    results = answer.json()["results"]
    ids = [results["images"][0]["id"], results["docs"][0]["id"]]

    with_stop = created(lapor, "L-4", attachments=f"[{ids[0]},{ids[1]}].")
    without = created(lapor, "L-4", attachments=f"[{ids[0]}]")

    assert [file["name"] for file in results["images"] + results["docs"]] == ["foto.jpg", "surat.pdf"]
    assert without == with_stop + 1


def test_the_detail_shows_dates_without_a_zone_and_a_category_with_a_hard_space(lapor: System) -> None:
    data = detail(lapor, created(lapor, "L-5"))["data"]

    assert data["status_name"] == "Belum Terverifikasi"
    assert (data["disposition_id"], data["disposition_name"]) == (OWN, "Pemerintah Kabupaten Contoh")
    assert "\u00a0" in data["category_name"]
    assert re.fullmatch(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d", data["created_at"])
    made = datetime.strptime(data["created_at"], "%d-%m-%Y %H:%M:%S").replace(tzinfo=WIB)
    assert abs(made.timestamp() - time.time()) < 10


def test_a_complaint_changes_hands_by_a_rejection(lapor: System) -> None:
    number = created(lapor, "L-6")

    assert hand_over(lapor, number, HEALTH)["status"] is True

    shown = detail(lapor, number)
    assert shown["data"]["disposition_id"] == HEALTH
    assert shown["data"]["status_name"] == "Belum Ditindaklanjuti"
    log = shown["data_logs"][-1]
    assert log["template_code"] == "disposition"
    assert log["institution_to"] == {"id": HEALTH, "name": "Dinas Kesehatan Contoh"}
    assert log["institution_from_name"] == "Pemerintah Kabupaten Contoh"
    assert log["status_new"] == {"name": "Terdisposisi ke Dinas Kesehatan Contoh"}
    assert log["content"] == "Sesuai wewenang."


def test_handing_over_twice_leaves_one_log_entry(lapor: System) -> None:
    number = created(lapor, "L-7")
    for _ in range(2):
        assert hand_over(lapor, number, HEALTH)["status"] is True

    assert [event["do"] for event in lapor.held("L-7")[0]["events"]] == ["created", "hand_over"]


@pytest.mark.parametrize("wrong", [{"reason": "999999"}, {"not_authority": 0}, {"is_request": 0}])
def test_a_rejection_that_names_nobody_fails_with_http_200(lapor: System, wrong: dict[str, object]) -> None:
    number = created(lapor, "L-8")

    assert hand_over(lapor, number, HEALTH, **wrong)["status"] is False
    assert detail(lapor, number)["data"]["disposition_id"] == OWN


def test_who_no_longer_holds_a_complaint_cannot_pass_it_on(lapor: System) -> None:
    number = created(lapor, "L-9")
    hand_over(lapor, number, HEALTH)

    assert hand_over(lapor, number, ROADS)["status"] is False


def test_a_returned_complaint_names_the_proposed_owner_and_can_be_handed_over_again(lapor: System) -> None:
    number = created(lapor, "L-10")
    hand_over(lapor, number, HEALTH)
    lapor.act(number, "return", note="Ini urusan jalan.", proposed=ROADS)

    shown = detail(lapor, number)

    assert shown["data"]["status_name"] == "Bukan Wewenang"
    log = shown["data_logs"][-1]
    assert log["institution_to"] == {"id": ROADS, "name": "Dinas Pekerjaan Umum Contoh"}
    assert log["institution_from_name"] == "Dinas Kesehatan Contoh"
    assert log["content"] == "Ini urusan jalan."
    assert hand_over(lapor, number, ROADS)["status"] is True
    assert detail(lapor, number)["data"]["disposition_id"] == ROADS


def test_log_entries_differ_in_the_keys_of_time_and_text(lapor: System) -> None:
    number = created(lapor, "L-11")
    for act in ("accept", "progress", "answer"):
        lapor.act(number, act)

    logs = detail(lapor, number)["data_logs"]

    assert {"date" in log for log in logs} == {True, False}
    assert all(("date" in log) != ("created_at" in log) for log in logs)
    assert all(("content" in log) != ("template_content" in log) for log in logs)
    texts = " ".join(log.get("template_content", "") for log in logs)
    assert "{{institution_from}}" in texts
    assert "{{ status_new }}" in texts
    assert [log["status_new"]["name"] for log in logs] == [
        "Belum Terverifikasi",
        "Terverifikasi",
        "Dalam Proses",
        "Selesai",
    ]
    assert logs[1]["status_old"] == {"name": "Belum Terverifikasi"}


def test_a_followup_after_a_question_puts_the_complaint_back_to_work(lapor: System) -> None:
    number = created(lapor, "L-12")
    lapor.act(number, "ask", note="Dusun mana?")
    assert detail(lapor, number)["data"]["status_name"] == "Tunda"
    assert detail(lapor, number)["data_logs"][-1]["content"] == "Dusun mana?"

    answer = lapor.client.post(
        f"{BASE}/complaints/followup/add",
        data={"complaint_id": str(number), "content": "Dusun dua.", "is_secret": "0"},
        files={"attachment[0]": ("peta.png", b"\x89PNG", "image/png")},
        headers=lapor.headers,
    )

    assert answer.json()["status"] is True
    assert detail(lapor, number)["data"]["status_name"] == "Dalam Proses"
    followups = lapor.get(f"{BASE}/complaints/{number}/followups").json()["results"]
    assert followups["data"][0]["content"] == "Dusun dua."
    assert followups["data"][0]["attachments"][0]["file_name"] == "peta.png"
    assert followups["next_page_url"] is None


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("followup/add", {"content": "x"}),
        ("followup/add", {"complaint_id": "1", "content": "x"}),
        ("complaint/file", {"x": "y"}),
    ],
)
def test_a_form_that_lacks_something_fails_with_http_200(
    lapor: System, path: str, form: dict[str, str]
) -> None:
    answer = lapor.client.post(f"{BASE}/complaints/{path}", data=form, headers=lapor.headers)

    assert (answer.status_code, answer.json()["status"]) == (200, False)


def test_followups_are_read_until_the_next_page_is_null(lapor: System) -> None:
    number = created(lapor, "L-13")
    for turn in range(5):
        data = {"complaint_id": str(number), "content": f"Tambahan {turn}"}
        lapor.client.post(f"{BASE}/complaints/followup/add", data=data, headers=lapor.headers)

    url: str | None = f"{BASE}/complaints/{number}/followups?page=1"
    seen: list[str] = []
    while url:
        results = lapor.client.get(url, headers=lapor.headers).json()["results"]
        seen += [item["content"] for item in results["data"]]
        url = results["next_page_url"]

    assert seen == [f"Tambahan {turn}" for turn in range(5)]
