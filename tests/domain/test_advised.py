"""A model decides only where it is sure, nobody above gainsays, and it can mean what it says."""

import pytest

from hub.domain.decision import RoutingOutcome
from tests.domain.matters import DIRECTORY, decide, facts, model


def test_where_nothing_above_it_speaks_a_sure_model_decides_and_says_why() -> None:
    decision = decide(
        facts(), advise=model(("62.01.pupr", 0.91), ("62.01.dlh", 0.06), words=("aspal", "lubang"))
    )

    assert (decision.agency, decision.candidates[0].confidence) == ("62.01.pupr", 0.91)
    [why] = decision.candidates[0].reasons
    assert why.detail == (
        "Laporan serupa selama ini ditangani Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Kotawaringin "
        'Barat (perkiraan komputer dengan model contoh-1; kata yang menentukan: "aspal", "lubang")'
    )


def test_a_model_that_is_not_sure_adds_candidates_and_no_decision() -> None:
    decision = decide(facts(), advise=model(("62.01.pupr", 0.99), ("62.01.dlh", 0.4), sure=False))

    assert decision.agency is None
    assert [one.agency for one in decision.candidates][:2] == ["62.01.pupr", "62.01.dlh"]


def test_a_sure_model_cannot_overrule_a_topic_that_somebody_chose() -> None:
    contradicted = facts(title="Sampah menumpuk, limbah mengalir", topic="kependudukan")
    decision = decide(contradicted, advise=model(("62.01.dlh", 0.99)))

    assert decision.outcome is RoutingOutcome.NEEDS_TRIAGE


def test_a_sure_model_may_settle_what_the_law_leaves_open_between_two() -> None:
    both = facts(title="KTP dan lampu jalan dua-duanya bermasalah")

    assert decide(both).agency is None
    assert decide(both, advise=model(("62.01.disdukcapil", 0.98))).agency == "62.01.disdukcapil"
    assert decide(both, advise=model(("62.01.pupr", 0.98))).agency is None


def test_a_model_never_gets_a_case_to_an_agency_that_refused_it() -> None:
    decision = decide(facts(), DIRECTORY, model(("62.01.pupr", 0.99), ("62.01.dlh", 0.01)), "62.01.pupr")

    assert decision.agency is None
    assert "62.01.pupr" not in [one.agency for one in decision.candidates]


NO_OWNERS = ("tidak.ada", "64.02.pupr", "62.01.kec-arut-selatan", "62.01.kec-kumai", "")
NO_SHARES = (float("nan"), float("inf"), -0.5, 1.5)


@pytest.mark.parametrize(
    "said", [(one, 0.99) for one in NO_OWNERS] + [("62.01.pupr", one) for one in NO_SHARES]
)
def test_opinions_that_cannot_be_meant_are_dropped(said: tuple[str, float]) -> None:
    decision = decide(facts(), advise=model(said))

    assert decision.agency is None
    assert all("model" not in {why.rule for why in one.reasons} for one in decision.candidates)


def test_a_label_from_before_a_reorganisation_is_todays_agency() -> None:
    assert decide(facts(), advise=model(("id.kemenkominfo", 0.99))).agency == "id.komdigi"


def test_the_model_sees_no_personal_number() -> None:
    seen: list[str] = []

    def spy(title: str, body: str, region: str, topic: str | None) -> None:
        seen.extend((title, body))

    decide(facts(body="NIK saya 6201010101900001, telepon 081234567890, tolong dibantu"), advise=spy)
    assert seen
    assert "6201010101900001" not in "".join(seen)
    assert "081234567890" not in "".join(seen)
