"""CKAN's answers, read without a network."""

import pytest

from hub.connectors.ckan import mapping
from hub.domain.opendata import DataFile
from hub.errors import Misunderstood, Refused


@pytest.mark.parametrize("answer", [None, [], "<html>", {}, {"success": "true"}, {"result": 1}])
def test_what_has_no_envelope_is_no_answer(answer: object) -> None:
    with pytest.raises(Misunderstood):
        mapping.result(answer)


def test_a_refusal_names_fields_only_as_far_as_they_look_like_fields() -> None:
    error = {"__type": "Validation Error", "owner_org": ["x"], "message": "Budi", "=cmd": [], "name": ["z"]}
    with pytest.raises(Refused) as refusal:
        mapping.result({"success": False, "error": error})
    assert str(refusal.value) == "CKAN_REFUSED name owner_org"


def test_nothing_found_is_an_answer() -> None:
    gone = {"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}}
    assert mapping.found(gone) is None
    with pytest.raises(Refused):
        mapping.result(gone)


def test_a_digest_is_read_off_the_description_alone() -> None:
    digest = "ab" * 32
    resources = [
        {"id": "1", "name": "a.csv", "description": f"Tabel.\n\nSHA-256: {digest}", "hash": "x"},
        {"id": "2", "name": "b.csv", "description": None, "hash": digest},
    ]
    package = {"id": "p", "organization": {"name": "kami"}, "resources": resources}

    found = mapping.held(package, "kami")

    assert [(one.id, one.digest) for one in found.files] == [("1", digest), ("2", "")]
    assert (found.hidden, found.title) == (False, "")


def test_a_data_set_that_was_deleted_there_counts_as_hidden() -> None:
    package = {"id": "p", "organization": {"name": "kami"}, "resources": [], "state": "deleted"}
    assert mapping.held(package, "kami").hidden


def test_a_file_goes_as_a_form_with_its_words_first() -> None:
    file = DataFile("a.csv", "Tabel", b"x\r\n", "ab" * 32)
    parts = dict(mapping.parts(file, "paket", "rekaman"))
    assert list(parts)[-1] == "upload"
    assert parts["upload"] == ("a.csv", b"x\r\n", "text/csv")
    assert (parts["id"][1], parts["package_id"][1]) == (b"rekaman", b"paket")
    assert "id" not in dict(mapping.parts(file, "paket", None))
