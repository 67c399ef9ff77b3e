from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.harness import System, system

TOKEN, OURS = "token-uji", "diskominfo-uji"


@pytest.fixture(scope="module")
def ckan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(
        "ckan", tmp_path_factory.mktemp("ckan"), {"token": TOKEN, "organisations": [OURS]}
    ) as running:
        running.headers["Authorization"] = TOKEN
        yield running


def package(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "title": "Judul", "owner_org": OURS, "license_id": "cc-by", **changes}


def act(ckan: System, action: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    answer = ckan.post(f"/api/3/action/{action}", body, **headers)
    return answer.status_code, answer.json()


def test_a_private_data_set_is_shown_to_its_owner_only(ckan: System) -> None:
    status, made = act(ckan, "package_create", package("tersembunyi", private=True))
    shown = ckan.get("/api/3/action/package_show", id="tersembunyi").json()
    stranger = ckan.client.get("/api/3/action/package_show", params={"id": "tersembunyi"})

    assert (status, made["success"]) == (200, True)
    assert shown["result"]["id"] == made["result"]["id"]
    assert (stranger.status_code, stranger.json()["error"]["__type"]) == (403, "Authorization Error")
    found = ckan.get("/api/3/action/package_search").json()["result"]["results"]
    assert "tersembunyi" not in [one["name"] for one in found]


def test_a_patch_changes_what_it_names_and_keeps_the_rest(ckan: System) -> None:
    _, made = act(ckan, "package_create", package("tambal"))
    _, patched = act(ckan, "package_patch", {"id": made["result"]["id"], "notes": "Catatan"})
    assert (patched["result"]["title"], patched["result"]["notes"]) == ("Judul", "Catatan")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (package("Huruf Besar"), "name"),
        (package("lisensi", license_id="milik-sendiri"), "license_id"),
        (package("ganda", extras=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]), "extras"),
    ],
)
def test_a_validation_error_is_409_with_the_field(ckan: System, body: dict[str, Any], field: str) -> None:
    status, answer = act(ckan, "package_create", body)
    assert (status, answer["success"]) == (409, False)
    assert answer["error"]["__type"] == "Validation Error"
    assert field in answer["error"]


def test_nobody_publishes_for_others_or_without_a_token(ckan: System) -> None:
    assert act(ckan, "package_create", package("orang", owner_org="dinas-lain"))[0] == 403
    assert act(ckan, "package_create", package("tanpa"), Authorization="")[0] == 403
    assert act(ckan, "package_create", package("salah"), Authorization="lain")[0] == 403
    assert ckan.client.get("/api/3/action/package_show", params={"id": "tidak-ada"}).status_code == 404
    assert ckan.get("/api/3/action/tak_dikenal").status_code == 400
