"""The registry's answers, one recorded peculiarity each, and what a comparison sends."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.dukcapil.mapping import Answers, to_request
from hub.connectors.dukcapil.options import Names
from hub.domain.identity import IdentityOutcome, IdentityQuery
from hub.errors import CredentialFault, Misunderstood
from tests.connectors.recorded import FOLDER, recorded

FIXTURES = sorted(file.stem for file in (FOLDER / "dukcapil").glob("*.json"))
BEGINNINGS = {
    "match": IdentityOutcome.MATCH,
    "mismatch": IdentityOutcome.MISMATCH,
    "not_found": IdentityOutcome.NOT_FOUND,
    "deceased": IdentityOutcome.DECEASED,
    "inactive": IdentityOutcome.INACTIVE,
    "duplicate": IdentityOutcome.INACTIVE,
    "invalid": IdentityOutcome.INVALID,
    "quota": IdentityOutcome.QUOTA_EXHAUSTED,
}
REFUSED = {
    "login_failed": "LOGIN_FAILED",
    "login_failed_beside_matching_fields": "LOGIN_FAILED",
    "address_differs": "ADDRESS_DIFFERS",
    "address_not_listed_two_spaces": "ADDRESS_NOT_LISTED",
    "address_not_listed_one_space": "ADDRESS_NOT_LISTED",
    "user_inactive": "USER_INACTIVE",
}
ANSWERS = Answers(Names(national_id="nik"), 90, {}, {})
ASKED = IdentityQuery("6201991708909001", " Sekar  Contoh Rimba ", date(1990, 8, 7), "Verifikasi pelapor")


def outcome_of(name: str) -> IdentityOutcome | None:
    return next((outcome for start, outcome in BEGINNINGS.items() if name.startswith(start)), None)


@pytest.mark.parametrize("name", [name for name in FIXTURES if outcome_of(name)])
def test_every_answer_of_the_table_has_its_outcome(name: str) -> None:
    assert ANSWERS.outcome(recorded(f"dukcapil/{name}")) is outcome_of(name)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_our_credential_is_a_credential_fault(name: str) -> None:
    with pytest.raises(CredentialFault, match=REFUSED[name]):
        ANSWERS.outcome(recorded(f"dukcapil/{name}"))


@pytest.mark.parametrize("name", [name for name in FIXTURES if name.startswith("unreadable")])
def test_what_is_no_answer_to_a_comparison_is_misunderstood_and_not_repeated(name: str) -> None:
    answer = recorded(f"dukcapil/{name}")
    with pytest.raises(Misunderstood) as caught:
        ANSWERS.outcome(answer)
    for secret in ("6201", "SEKAR", "1990", "JALAN"):
        assert secret not in str(caught.value)


def test_every_recorded_answer_is_tried() -> None:
    tried = [
        name for name in FIXTURES if outcome_of(name) or name in REFUSED or name.startswith("unreadable")
    ]

    assert tried == FIXTURES
    assert {outcome_of(name) for name in FIXTURES} >= {*IdentityOutcome} - {IdentityOutcome.UNAVAILABLE}


def test_a_consumer_may_have_codes_and_texts_of_its_own() -> None:
    own = Answers(
        Names(),
        90,
        {"77": IdentityOutcome.INACTIVE},
        {"Layanan  Dalam Pemeliharaan": IdentityOutcome.UNAVAILABLE},
    )

    assert own.outcome(recorded("dukcapil/unreadable_unknown_code")) is IdentityOutcome.INACTIVE
    assert own.outcome(recorded("dukcapil/unreadable_unknown_text")) is IdentityOutcome.UNAVAILABLE


def test_only_number_name_and_day_of_birth_are_sent_as_text() -> None:
    assert to_request(ASKED, Names(national_id="nik"), 80) == {
        "nik": "6201991708909001",
        "NAMA_LGKP": "SEKAR CONTOH RIMBA",
        "TGL_LHR": "07-08-1990",
        "TRESHOLD": "80",
    }


@given(
    score=st.integers(0, 100),
    threshold=st.integers(1, 100),
    said=st.sampled_from(["Sesuai", "SESUAI", "sesuai "]),
    birth=st.booleans(),
)
def test_a_match_needs_the_threshold_and_every_field(
    score: int, threshold: int, said: str, birth: bool
) -> None:
    row = {"NAMA_LGKP": f"{said} ({score})", "TGL_LHR": "Sesuai" if birth else "Tidak Sesuai"}
    found = Answers(Names(), threshold, {}, {}).outcome({"content": [row]})

    assert (found is IdentityOutcome.MATCH) == (birth and score >= threshold)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["Sesuai", "13", "00"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["content", "RESPON", "RESPONSE", "RESPONSE_CODE", "NAMA_LGKP", "TGL_LHR", "x"]),
            inside,
        )
    ),
    max_leaves=8,
)


@given(answer=JSON | JSON.map(lambda row: {"content": [row]}))
def test_whatever_comes_is_an_outcome_or_a_fault_with_a_name(answer: object) -> None:
    try:
        found = ANSWERS.outcome(answer)
    except (Misunderstood, CredentialFault):
        return
    assert isinstance(found, IdentityOutcome)


def test_recorded_answers_hold_invented_people_only() -> None:
    for file in (Path(FOLDER) / "dukcapil").glob("*.json"):
        text = json.dumps(json.loads(file.read_text()))
        assert "6201" not in text or "62019917089" in text  # district 99 exists nowhere
