from collections.abc import Iterator

import pytest

from tests.sandbox.harness import System
from tests.sandbox.partner import BASE, FIRST, HEALTH, OWN, ROADS, SECOND, created, hand_over, lapor_system


@pytest.fixture(scope="module")
def lapor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with lapor_system(tmp_path_factory.mktemp("lapor")) as running:
        yield running


@pytest.mark.parametrize(
    "headers", [{}, {**FIRST, "token": "{CCCC}"}, {**FIRST, "auth": "Bearer x"}, {"auth": FIRST["auth"]}]
)
def test_wrong_credentials_get_the_answer_of_the_gateway(lapor: System, headers: dict[str, str]) -> None:
    answer = lapor.client.get(f"{BASE}/masters/templates", headers=headers)

    assert answer.status_code == 401
    assert (answer.json()["code"], answer.json()["message"]) == ("900901", "Invalid Credentials")


def test_an_account_may_use_a_header_name_of_its_own(lapor: System) -> None:
    answer = lapor.client.get(f"{BASE}/masters/templates", headers=SECOND)

    assert answer.json()["status"] is True


def test_an_account_sees_only_what_it_brought_in_or_holds(lapor: System) -> None:
    number = created(lapor, "L-14")
    path = f"{BASE}/complaints/{number}/complaint"
    assert lapor.client.get(path, headers=SECOND).json()["status"] is False

    hand_over(lapor, number, ROADS)

    assert lapor.client.get(path, headers=SECOND).json()["status"] is True
    assert lapor.get(path).json()["status"] is True


def test_masters_are_paged_and_institution_ids_are_strings(lapor: System) -> None:
    all_of_them = lapor.get(f"{BASE}/masters/institutions/external", page_size=1000).json()["results"]
    first = lapor.get(f"{BASE}/masters/institutions/external", page_size=1).json()["results"]
    templates = lapor.get(f"{BASE}/masters/templates", page_size=1000).json()["results"]["data"]

    assert [item["id"] for item in all_of_them["data"]] == [OWN, HEALTH, ROADS]
    assert len(first["data"]) == 1
    assert "disposition" in {template["template_code"] for template in templates}
    assert set(templates[0]) == {"template_code", "title", "type", "content"}
