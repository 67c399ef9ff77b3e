"""The authority over a licence decides who owns a complaint about it, above words and jurisdictions."""

from datetime import date

import pytest

from hub.domain.case import Sensitivity
from hub.domain.decision import Decision, RoutingFacts, RoutingOutcome
from hub.domain.permit import LicenceAuthority, NamedLicence
from hub.domain.routing import route
from tests.harness import shipped

TODAY = date(2026, 11, 23)
TOPICS = {
    LicenceAuthority.NATIONAL: "perizinan-pusat",
    LicenceAuthority.PROVINCE: "perizinan-provinsi",
    LicenceAuthority.REGENCY: "perizinan",
}
TITLE, BODY = "Izin usaha belum terbit", "NIB 9120000000017 sudah sebulan tidak diproses oleh DPMPTSP."


def licence(authority: LicenceAuthority) -> NamedLicence:
    return NamedLicence(authority, TOPICS[authority], frozenset(TOPICS.values()))


def decided(
    authority: LicenceAuthority | None,
    region: str = "62.01.02",
    topic: str | None = "perizinan.usaha",
    refused: frozenset[str] = frozenset(),
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
    title: str = TITLE,
) -> Decision:
    known = None if authority is None else licence(authority)
    facts = RoutingFacts(title, BODY, region, topic, sensitivity, licence=known)
    return route(facts, shipped(), TODAY, refused)


@pytest.mark.parametrize(
    ("authority", "owner", "level"),
    [
        (LicenceAuthority.NATIONAL, "id.bkpm", "pusat"),
        (LicenceAuthority.PROVINCE, "62.dpmptsp", "provinsi"),
        (LicenceAuthority.REGENCY, "62.01.dpmptsp", "kabupaten/kota"),
    ],
)
@pytest.mark.parametrize("topic", ["perizinan.usaha", "perizinan", None])
def test_each_level_owns_the_complaints_about_its_own_licences(
    authority: LicenceAuthority, owner: str, level: str, topic: str | None
) -> None:
    decision = decided(authority, topic=topic)

    assert (decision.outcome, decision.agency) == (RoutingOutcome.ROUTED, owner)
    reasons = decision.candidates[0].reasons
    assert [one.rule for one in reasons] == ["licence-authority", "jurisdiction"]
    assert reasons[0].detail == f"Izin yang disebut dalam laporan menjadi wewenang pemerintah {level}"
    assert decision.topic == (topic or TOPICS[authority])


def test_without_the_licence_the_same_text_goes_by_its_words() -> None:
    assert decided(None).agency == "62.01.dpmptsp"
    assert "licence-authority" not in str(decided(None))


def test_what_the_other_rules_say_follows_behind_the_owner_and_no_agency_stands_there_twice() -> None:
    codes = [one.agency for one in decided(LicenceAuthority.NATIONAL).candidates]

    assert codes[:2] == ["id.bkpm", "62.01.dpmptsp"]
    assert len(set(codes)) == len(codes) <= 5


@pytest.mark.parametrize("region", ["64.02", "21.04"])
def test_where_no_office_of_that_level_is_known_a_person_decides_and_is_told_why(region: str) -> None:
    decision = decided(LicenceAuthority.PROVINCE, region=region)

    assert (decision.outcome, decision.agency) == (RoutingOutcome.NEEDS_TRIAGE, None)
    assert decision.candidates[0].reasons[0].rule == "licence-authority"


def test_an_office_that_returned_the_case_does_not_get_it_again() -> None:
    decision = decided(LicenceAuthority.NATIONAL, refused=frozenset({"id.bkpm"}))

    assert (decision.outcome, decision.agency) == (RoutingOutcome.NEEDS_TRIAGE, None)
    assert "id.bkpm" not in {one.agency for one in decision.candidates}


def test_a_case_about_something_else_only_mentions_the_licence() -> None:
    chosen = {"topic": "infrastruktur.jalan", "title": "Jalan rusak di depan toko"}
    with_licence = decided(LicenceAuthority.NATIONAL, **chosen)  # type: ignore[arg-type]

    assert with_licence == decided(None, **chosen)  # type: ignore[arg-type]


def test_an_oversight_case_never_goes_to_the_office_the_licence_is_of() -> None:
    decision = decided(LicenceAuthority.REGENCY, sensitivity=Sensitivity.OVERSIGHT)

    assert decision.agency == "62.01.inspektorat"
